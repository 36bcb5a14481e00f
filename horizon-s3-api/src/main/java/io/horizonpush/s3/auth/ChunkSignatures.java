package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.SecretKey;

/**
 * The chain of signatures of one body: each covers a chunk and the signature before it. Confined to
 * one thread at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">AWS: chunk
 *     signatures</a>
 */
public final class ChunkSignatures {

  private static final String EMPTY_HASH = SignatureV4.hexSha256("");

  private final SecretKey key;
  private final String timestampAndScope;
  private final MessageDigest sha256 = SignatureV4.sha256();
  private String previous;

  ChunkSignatures(SecretKey key, String timestampAndScope, String seedSignature) {
    this.key = key;
    this.timestampAndScope = timestampAndScope;
    this.previous = seedSignature;
  }

  /** Takes note of bytes of the next chunk, whose position stays where it is. */
  public void update(ByteBuffer bytes) {
    sha256.update(bytes.duplicate());
  }

  /**
   * Checks the signature of the next chunk, all of whose bytes have been noted.
   *
   * @throws S3Exception {@code SignatureDoesNotMatch}
   */
  public void verifyChunk(String signature) {
    String hash = HexFormat.of().formatHex(sha256.digest());
    verify("AWS4-HMAC-SHA256-PAYLOAD", EMPTY_HASH + '\n' + hash, signature);
  }

  /**
   * Checks the signature of the trailer.
   *
   * @param text {@code name:value\n} for every trailer
   * @throws S3Exception {@code SignatureDoesNotMatch}
   */
  public void verifyTrailer(String text, String signature) {
    byte[] hash = sha256.digest(text.getBytes(StandardCharsets.ISO_8859_1));
    verify("AWS4-HMAC-SHA256-TRAILER", HexFormat.of().formatHex(hash), signature);
  }

  private void verify(String kind, String hashes, String signature) {
    String stringToSign = kind + '\n' + timestampAndScope + previous + '\n' + hashes;
    String expected = SignatureV4.sign(key, stringToSign);
    if (!SignatureV4.sameSignature(expected, signature)) {
      throw new S3Exception(
          S3ErrorCode.SIGNATURE_DOES_NOT_MATCH,
          "The signature of a chunk or trailer of the body does not match what was calculated."
              + " Check your key and signing method.");
    }
    previous = expected;
  }
}
