package io.horizonpush.node.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key as PEM: PKCS#8, or the older PKCS#1 and SEC 1, which do not name their algorithm.
 * The public key that it belongs to does, in the same form.
 */
final class PemKey {

  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final Pattern ENCRYPTED =
      Pattern.compile("BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED");
  private static final String PKCS8 = "PRIVATE KEY";

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final int LONG_FORM = 0x80;

  private PemKey() {}

  /**
   * Reads the first key of a text.
   *
   * @param of the public key that it belongs to
   * @throws GeneralSecurityException if there is none that can be read; the message never has any
   *     of the text
   */
  static PrivateKey parse(String text, PublicKey of) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(text);
    if (!block.find()) {
      throw new GeneralSecurityException(
          ENCRYPTED.matcher(text).find()
              ? "is encrypted: write it without a passphrase (openssl pkey -in FILE -out NEW)"
              : "has no private key as PEM");
    }
    try {
      byte[] key = Base64.getMimeDecoder().decode(block.group(2));
      byte[] encoded = block.group(1).equals(PKCS8) ? key : pkcs8(key, of);
      return KeyFactory.getInstance(of.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new GeneralSecurityException(
          "has a private key that cannot be read, or none of the kind %s that the certificate has"
              .formatted(of.getAlgorithm()),
          e);
    }
  }

  /** RFC 5958 §2: a version, the algorithm, and the key as it was. */
  private static byte[] pkcs8(byte[] key, PublicKey of) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(VERSION_0);
    content.writeBytes(algorithm(of));
    content.writeBytes(element(OCTET_STRING, key));
    return element(SEQUENCE, content.toByteArray());
  }

  /** What a public key begins with (RFC 5280 §4.1): its algorithm, with parameters. */
  private static byte[] algorithm(PublicKey key) {
    ByteBuffer encoded = ByteBuffer.wrap(key.getEncoded());
    skipHead(encoded);
    int begin = encoded.position();
    int length = skipHead(encoded);
    byte[] algorithm = new byte[encoded.position() + length - begin];
    encoded.get(begin, algorithm);
    return algorithm;
  }

  /** Passes by the tag and the length of an element, and answers the length. */
  private static int skipHead(ByteBuffer encoded) {
    encoded.get();
    int length = encoded.get() & 0xFF;
    if (length < LONG_FORM) {
      return length;
    }
    int octets = length - LONG_FORM;
    length = 0;
    for (int i = 0; i < octets; i++) {
      length = (length << 8) | (encoded.get() & 0xFF);
    }
    return length;
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    if (content.length < LONG_FORM) {
      all.write(content.length);
    } else {
      all.write(LONG_FORM + 2);
      all.write(content.length >> 8);
      all.write(content.length);
    }
    all.writeBytes(content);
    return all.toByteArray();
  }
}
