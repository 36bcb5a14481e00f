package io.horizonpush.wasm.abi;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A key of Ed25519 with which plugins are signed.
 *
 * @param hex its 32 bytes
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032">RFC 8032</a>
 */
public record PublicKey(String hex) {

  private static final int LENGTH = 32;
  private static final int SIGNATURE_LENGTH = 64;
  private static final String ALGORITHM = "Ed25519";

  /** What stands before the 32 bytes of a public key in its X.509 form (RFC 8410, 4). */
  private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  /**
   * The key of a signature that holds.
   *
   * @param section the key and its signature
   * @throws RefusedPluginException if it is none, or does not hold
   */
  static PublicKey ofSection(byte[] section, byte[] signed) {
    if (section.length != LENGTH + SIGNATURE_LENGTH) {
      throw new RefusedPluginException("the signature of the plugin has not 96 bytes");
    }
    byte[] key = Arrays.copyOf(section, LENGTH);
    if (!holds(key, Arrays.copyOfRange(section, LENGTH, section.length), signed)) {
      throw new RefusedPluginException("the plugin was altered after it was signed");
    }
    return new PublicKey(HexFormat.of().formatHex(key));
  }

  private static boolean holds(byte[] key, byte[] signature, byte[] signed) {
    try {
      byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + LENGTH);
      System.arraycopy(key, 0, encoded, X509_HEAD.length, LENGTH);
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
      check.update(signed);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // No point of the curve, or no signature.
    }
  }
}
