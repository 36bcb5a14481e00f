package io.horizonpush.iroh.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encryption of the secrets that the index keeps: AES-256-GCM, a random nonce in front, bound to
 * the name of what a secret belongs to so that rows cannot be exchanged. Thread-safe.
 */
public final class SecretBox {

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param key of 32 bytes, for AES
   */
  public SecretBox(SecretKey key) {
    this.key = key;
  }

  /** The secret in a form to store, as base64. */
  public String seal(String name, String secret) {
    return seal(name, secret.getBytes(StandardCharsets.UTF_8));
  }

  /** The secret in a form to store, as base64. */
  public String seal(String name, byte[] secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, name, secret);
    return Base64.getEncoder()
        .encodeToString(
            ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
  }

  /**
   * The secret that was sealed under this name.
   *
   * @throws IllegalStateException if it was sealed by another node's key or under another name
   */
  public String open(String name, String text) {
    return new String(openBytes(name, text), StandardCharsets.UTF_8);
  }

  /** The same for a secret that is no text. */
  public byte[] openBytes(String name, String text) {
    byte[] sealed = Base64.getDecoder().decode(text);
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    byte[] rest = Arrays.copyOfRange(sealed, NONCE_BYTES, Math.max(NONCE_BYTES, sealed.length));
    return run(Cipher.DECRYPT_MODE, nonce, name, rest);
  }

  private byte[] run(int mode, byte[] nonce, String name, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "The secret of %s does not open with this node's node.key: restore the file that belongs to this index"
              .formatted(name),
          e);
    }
  }
}
