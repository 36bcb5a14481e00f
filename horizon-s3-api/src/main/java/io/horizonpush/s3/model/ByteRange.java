package io.horizonpush.s3.model;

/**
 * A run of bytes inside an object.
 *
 * @param offset of the first byte
 * @param length in bytes
 */
public record ByteRange(long offset, long length) {

  public ByteRange {
    if (offset < 0 || length < 0 || offset + length < 0) {
      throw new IllegalArgumentException("Not a range: " + length + " bytes at " + offset);
    }
  }

  /** All of something that is {@code size} bytes long. */
  public static ByteRange all(long size) {
    return new ByteRange(0, size);
  }

  /** The offset behind the last byte. */
  public long end() {
    return offset + length;
  }
}
