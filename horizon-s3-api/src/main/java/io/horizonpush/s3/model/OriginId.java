package io.horizonpush.s3.model;

/**
 * The id of a place in a cloud: a hash of what it is, so that nodes agree on it without asking.
 *
 * @param writer the id as the writer of what is learnt there
 */
public record OriginId(WriterId writer) {

  /**
   * The id of an origin.
   *
   * @param type of its API, such as {@code aws-s3}
   * @param endpoint as resolved
   * @param bucket or container
   * @param prefix of its keys; may be empty
   */
  public static OriginId of(String type, String endpoint, String bucket, String prefix) {
    byte[] id =
        new FieldHash("horizonpush origin 1")
            .add(type)
            .add(endpoint)
            .add(bucket)
            .add(prefix)
            .digest();
    return new OriginId(WriterId.of(id));
  }

  @Override
  public String toString() {
    return writer.hex();
  }
}
