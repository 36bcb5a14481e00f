package io.horizonpush.iroh.seal;

import io.horizonpush.iroh.net.NodeId;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;

/**
 * The keys for X25519 that belong to a node's keys for Ed25519: the same point, as the other curve
 * has it (RFC 7748, 4.1), and the same scalar (RFC 8032, 5.1.5). To use one pair for signatures and
 * for a KEM of X25519 is safe: see <a href="https://eprint.iacr.org/2021/509">Thormarker, On using
 * the same key pair for Ed25519 and an X25519 based KEM</a>. Stateless.
 */
final class AgreementKeys {

  private static final String ALGORITHM = "X25519";
  private static final int LENGTH = 32;

  /** 2^255 - 19. */
  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  private AgreementKeys() {}

  /**
   * The public key of a node.
   *
   * @throws IllegalArgumentException if no node has this id
   */
  static PublicKey publicKey(NodeId node) {
    byte[] bytes = node.bytes();
    bytes[LENGTH - 1] &= 0x7F; // The sign of x, which the other curve has no use for.
    BigInteger y = new BigInteger(1, reversed(bytes));
    try {
      BigInteger u =
          BigInteger.ONE.add(y).multiply(BigInteger.ONE.subtract(y).modInverse(PRIME)).mod(PRIME);
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("No node has the id " + node, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no X25519", e);
    }
  }

  /** The private key of the node whose Ed25519 key has this seed. */
  static PrivateKey privateKey(byte[] seed) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(seed);
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(
              new XECPrivateKeySpec(NamedParameterSpec.X25519, Arrays.copyOf(hash, LENGTH)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no X25519", e);
    }
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
