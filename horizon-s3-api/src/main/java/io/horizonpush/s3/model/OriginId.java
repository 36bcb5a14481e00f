package io.horizonpush.s3.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

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
    MessageDigest hash = sha256();
    for (String field : List.of("horizonpush origin 1", type, endpoint, bucket, prefix)) {
      byte[] text = field.getBytes(StandardCharsets.UTF_8);
      hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).flip());
      hash.update(text);
    }
    return new OriginId(WriterId.of(hash.digest()));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return writer.hex();
  }
}
