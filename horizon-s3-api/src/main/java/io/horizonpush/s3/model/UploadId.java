package io.horizonpush.s3.model;

/** The name of a multipart upload: opaque and safe in a URL. */
public record UploadId(String value) {

  @Override
  public String toString() {
    return value;
  }
}
