package io.horizonpush.iroh.home;

import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The name of a request to a home, the same when it is asked again: 16 bytes that nobody guesses.
 *
 * @param hex 32 hexadecimal digits
 */
record RequestId(String hex) {

  /** The length in bytes. */
  static final int LENGTH = 16;

  private static final SecureRandom RANDOM = new SecureRandom();

  static RequestId of(byte[] bytes) {
    return new RequestId(HexFormat.of().formatHex(bytes));
  }

  /**
   * The id of a change. That of a completion follows from its upload, so that a client that
   * completes again, because no answer came, does not get another object.
   */
  static RequestId of(Change change, byte[] encoded) {
    if (change.draft() instanceof Draft.Complete complete) {
      return of(
          Arrays.copyOf(
              sha256(complete.upload().value().getBytes(StandardCharsets.UTF_8), encoded), LENGTH));
    }
    byte[] random = new byte[LENGTH];
    RANDOM.nextBytes(random);
    return of(random);
  }

  /** The id of another attempt, once it is known that nothing came of this one. */
  RequestId next() {
    return of(Arrays.copyOf(sha256(bytes()), LENGTH));
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /** What tells one request under an id from another, in hexadecimal digits. */
  static String hash(byte[] content) {
    return HexFormat.of().formatHex(sha256(content));
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        hash.update(part);
      }
      return hash.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }
}
