package io.horizonpush.iroh.share;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A key that signs: Ed25519, from a seed of 32 bytes. Says nothing of itself. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032">RFC 8032</a>
 */
public final class SigningKey {

  /** The length of a seed and of a public key in bytes. */
  public static final int LENGTH = 32;

  /** The length of a signature in bytes. */
  public static final int SIGNATURE_LENGTH = 64;

  private static final String ALGORITHM = "Ed25519";

  /** What stands before the 32 bytes of a public key in its X.509 form (RFC 8410, 4). */
  private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private final PrivateKey secret;
  private final byte[] publicKey;

  private SigningKey(PrivateKey secret, byte[] publicKey) {
    this.secret = secret;
    this.publicKey = publicKey;
  }

  /**
   * The key of a seed.
   *
   * @throws IllegalArgumentException if {@code seed} has not 32 bytes
   */
  public static SigningKey of(byte[] seed) {
    if (seed.length != LENGTH) {
      throw new IllegalArgumentException("The seed of a key has 32 bytes, not " + seed.length);
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      // A generator makes the pair of whatever 32 bytes its source of randomness gives, and Java
      // has no other way from a seed to its public key.
      generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
      KeyPair pair = generator.generateKeyPair();
      byte[] encoded = pair.getPublic().getEncoded();
      return new SigningKey(
          pair.getPrivate(), Arrays.copyOfRange(encoded, X509_HEAD.length, encoded.length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no Ed25519", e);
    }
  }

  /** The public key, 32 bytes. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The signature of a message, 64 bytes. */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A message could not be signed", e);
    }
  }

  /** Whether a signature of a message is that of a public key; false for what is no key. */
  public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    if (publicKey.length != LENGTH || signature.length != SIGNATURE_LENGTH) {
      return false;
    }
    try {
      byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + LENGTH);
      System.arraycopy(publicKey, 0, encoded, X509_HEAD.length, LENGTH);
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // No point of the curve, or no signature.
    }
  }

  @Override
  public String toString() {
    return "SigningKey[hidden]";
  }

  /** Randomness that is known: a seed, once. */
  private static final class Seed extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final transient byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new IllegalStateException("Java makes keys of Ed25519 otherwise than of 32 bytes");
      }
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
