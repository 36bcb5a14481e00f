package io.horizonpush.iroh.share;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a share is called: the first 16 bytes of the hash of its public key, so that nobody can say
 * that a share has another key.
 *
 * @param hex the bytes as 32 lower-case hexadecimal digits
 */
public record ShareId(String hex) implements Comparable<ShareId> {

  /** The length of an id in bytes. */
  public static final int LENGTH = 16;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");
  private static final byte[] DOMAIN = "horizonpush share id 1".getBytes(StandardCharsets.US_ASCII);

  /** Throws IllegalArgumentException if that is no id. */
  public ShareId {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("The id of a ticket is 32 lower-case hexadecimal digits");
    }
  }

  /** The id of a share with this public key. */
  public static ShareId ofKey(byte[] publicKey) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update(DOMAIN);
      return of(Arrays.copyOf(hash.digest(publicKey), LENGTH));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  /**
   * The id with these 16 bytes.
   *
   * @throws IllegalArgumentException if {@code bytes} has another length
   */
  public static ShareId of(byte[] bytes) {
    return new ShareId(HexFormat.of().formatHex(bytes));
  }

  /** The id of a text; nothing if it is none. */
  public static Optional<ShareId> parse(String text) {
    return HEX.matcher(text).matches() ? Optional.of(new ShareId(text)) : Optional.empty();
  }

  /** The 16 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public int compareTo(ShareId other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
