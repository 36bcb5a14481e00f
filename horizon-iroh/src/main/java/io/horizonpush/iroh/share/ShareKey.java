package io.horizonpush.iroh.share;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The secret of a ticket with the key pair that is derived from it: whoever has the ticket can sign
 * with it, and the bucket's document shows the public key alone. Says nothing of itself. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5869">RFC 5869: HKDF</a>
 */
public final class ShareKey {

  /** The length of the secret in bytes. */
  public static final int LENGTH = 16;

  private static final byte[] PURPOSE =
      "horizonpush share key 1".getBytes(StandardCharsets.US_ASCII);

  private final byte[] secret;
  private final SigningKey key;

  private ShareKey(byte[] secret) {
    this.secret = secret;
    this.key = SigningKey.of(derive(secret));
  }

  /**
   * The key of a secret.
   *
   * @throws IllegalArgumentException if {@code secret} has not 16 bytes
   */
  public static ShareKey of(byte[] secret) {
    if (secret.length != LENGTH) {
      throw new IllegalArgumentException("The secret of a ticket has 16 bytes");
    }
    return new ShareKey(secret.clone());
  }

  /** A new key. */
  public static ShareKey random(SecureRandom random) {
    byte[] secret = new byte[LENGTH];
    random.nextBytes(secret);
    return new ShareKey(secret);
  }

  private static byte[] derive(byte[] secret) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(PURPOSE, SigningKey.LENGTH));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no HKDF", e);
    }
  }

  /** What the share is called. */
  public ShareId id() {
    return ShareId.ofKey(key.publicKey());
  }

  /** The public key, 32 bytes. */
  public byte[] publicKey() {
    return key.publicKey();
  }

  /** The signature of a message, 64 bytes. */
  public byte[] sign(byte[] message) {
    return key.sign(message);
  }

  /** The secret, for a ticket and nothing else. */
  byte[] secret() {
    return secret.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShareKey that && Arrays.equals(secret, that.secret);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(secret);
  }

  @Override
  public String toString() {
    return "ShareKey[hidden]";
  }
}
