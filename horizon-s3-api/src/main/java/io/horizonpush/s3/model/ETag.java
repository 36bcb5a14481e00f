package io.horizonpush.s3.model;

/**
 * An entity tag without its quotes: the MD5 of an object in hexadecimal, or {@code md5-of-md5s-N}
 * after a multipart upload.
 */
public record ETag(String value) {

  /** The tag as it stands in headers and XML: with quotes. */
  public String quoted() {
    return '"' + value + '"';
  }

  @Override
  public String toString() {
    return value;
  }
}
