package io.horizonpush.iroh.seal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KEM;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hybrid public key encryption, of one message at a time: mode base, DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256, ChaCha20Poly1305. Java has all of these but the schedule of keys. Stateless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9180">RFC 9180: HPKE</a>
 */
final class Hpke {

  /** The length of what stands before the encrypted message. */
  private static final int ENCAPSULATION = 32;

  private static final int KEY = 32;
  private static final int NONCE = 12;
  private static final byte MODE_BASE = 0;
  private static final byte[] NOTHING = {};
  private static final byte[] VERSION = ascii("HPKE-v1");

  /** KEM 0x0020, KDF 0x0001, AEAD 0x0003 (RFC 9180, 5.1 and 7). */
  private static final byte[] SUITE =
      joined(ascii("HPKE"), HexFormat.of().parseHex("002000010003"));

  private Hpke() {}

  /**
   * The encapsulation and the message, encrypted.
   *
   * @param info what the key is for
   * @param bound what belongs to the message and is not in it
   * @throws IllegalArgumentException if nobody can have the recipient's private key
   */
  static byte[] seal(PublicKey recipient, byte[] info, byte[] bound, byte[] message) {
    try {
      KEM.Encapsulated made = KEM.getInstance("DHKEM").newEncapsulator(recipient).encapsulate();
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, made.key(), info);
      cipher.updateAAD(bound);
      return joined(made.encapsulation(), cipher.doFinal(message));
    } catch (GeneralSecurityException | ProviderException e) {
      throw new IllegalArgumentException("Nothing can be encrypted for that key", e);
    }
  }

  /** The message; nothing if it was encrypted for another, or otherwise, or has changed since. */
  static Optional<byte[]> open(PrivateKey recipient, byte[] info, byte[] bound, byte[] sealed) {
    if (sealed.length < ENCAPSULATION) {
      return Optional.empty();
    }
    try {
      SecretKey shared =
          KEM.getInstance("DHKEM")
              .newDecapsulator(recipient)
              .decapsulate(Arrays.copyOf(sealed, ENCAPSULATION));
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, shared, info);
      cipher.updateAAD(bound);
      return Optional.of(cipher.doFinal(sealed, ENCAPSULATION, sealed.length - ENCAPSULATION));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** The cipher of the first message of a context (RFC 9180, 5.1 and 5.2). */
  private static Cipher cipher(int mode, SecretKey shared, byte[] info)
      throws GeneralSecurityException {
    byte[] context =
        joined(
            new byte[] {MODE_BASE},
            extract(NOTHING, "psk_id_hash", NOTHING),
            extract(NOTHING, "info_hash", info));
    byte[] secret = extract(shared.getEncoded(), "secret", NOTHING);
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(
        mode,
        new SecretKeySpec(expand(secret, "key", context, KEY), "ChaCha20"),
        new IvParameterSpec(expand(secret, "base_nonce", context, NONCE)));
    return cipher;
  }

  private static byte[] extract(byte[] salt, String label, byte[] material)
      throws GeneralSecurityException {
    return hkdf()
        .deriveData(
            HKDFParameterSpec.ofExtract()
                .addSalt(salt)
                .addIKM(joined(VERSION, SUITE, ascii(label), material))
                .extractOnly());
  }

  private static byte[] expand(byte[] secret, String label, byte[] info, int length)
      throws GeneralSecurityException {
    byte[] labelled = joined(new byte[] {0, (byte) length}, VERSION, SUITE, ascii(label), info);
    return hkdf()
        .deriveData(
            HKDFParameterSpec.expandOnly(new SecretKeySpec(secret, "Generic"), labelled, length));
  }

  private static KDF hkdf() throws GeneralSecurityException {
    return KDF.getInstance("HKDF-SHA256");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
