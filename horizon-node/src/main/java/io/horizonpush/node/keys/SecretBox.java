package io.horizonpush.node.keys;

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
 * Encrypts the secrets of access keys: AES-256-GCM, a random nonce in front, bound to the key's id
 * so that rows cannot be exchanged. Thread-safe.
 */
final class SecretBox {

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param key of 32 bytes, for AES
   */
  SecretBox(SecretKey key) {
    this.key = key;
  }

  /** The secret in a form to store, as base64. */
  String seal(String id, String secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, id, secret.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder()
        .encodeToString(
            ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
  }

  /**
   * The secret that was sealed for this id.
   *
   * @throws IllegalStateException if it was sealed by another node's key or for another id
   */
  String open(String id, String text) {
    byte[] sealed = Base64.getDecoder().decode(text);
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    byte[] rest = Arrays.copyOfRange(sealed, NONCE_BYTES, Math.max(NONCE_BYTES, sealed.length));
    return new String(run(Cipher.DECRYPT_MODE, nonce, id, rest), StandardCharsets.UTF_8);
  }

  private byte[] run(int mode, byte[] nonce, String id, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(id.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "The secret of access key %s does not open with this node's node.key: restore the file that belongs to this index"
              .formatted(id),
          e);
    }
  }
}
