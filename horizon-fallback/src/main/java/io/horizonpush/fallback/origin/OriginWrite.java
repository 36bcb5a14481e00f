package io.horizonpush.fallback.origin;

/**
 * An object that is to be written.
 *
 * @param key there, prefix included
 * @param length in bytes
 */
public record OriginWrite(
    String key, long length, OriginMetadata metadata, OriginCondition condition) {

  public OriginWrite {
    if (length < 0) {
      throw new IllegalArgumentException("A body of " + length + " bytes");
    }
  }

  /** A write of whatever is there. */
  public static OriginWrite of(String key, long length) {
    return new OriginWrite(key, length, OriginMetadata.EMPTY, OriginCondition.ANY);
  }

  public OriginWrite with(OriginMetadata other) {
    return new OriginWrite(key, length, other, condition);
  }

  public OriginWrite when(OriginCondition other) {
    return new OriginWrite(key, length, metadata, other);
  }
}
