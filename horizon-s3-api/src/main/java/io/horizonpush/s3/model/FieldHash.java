package io.horizonpush.s3.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of several fields, each with its length before it, so that no two lists of fields
 * hash alike: ids that nodes agree on without asking. Not thread-safe.
 */
public final class FieldHash {

  private final MessageDigest hash;

  /**
   * Begins.
   *
   * @param purpose of the hash, such as {@code horizonpush origin 1}
   */
  public FieldHash(String purpose) {
    try {
      hash = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
    add(purpose);
  }

  /** Adds bytes. */
  public FieldHash add(byte[] field) {
    hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).flip());
    hash.update(field);
    return this;
  }

  /** Adds text. */
  public FieldHash add(String field) {
    return add(field.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a number. */
  public FieldHash add(long field) {
    return add(ByteBuffer.allocate(Long.BYTES).putLong(field).array());
  }

  /** The hash; nothing more can be added. */
  public byte[] digest() {
    return hash.digest();
  }
}
