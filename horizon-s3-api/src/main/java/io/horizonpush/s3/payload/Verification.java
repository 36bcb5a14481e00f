package io.horizonpush.s3.payload;

import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/** One digest of a body, compared with what its client promised. Confined to one request. */
sealed interface Verification {

  void update(ByteBuffer bytes);

  /**
   * Compares at the end of the body.
   *
   * @return the checksum that an object may keep
   * @throws S3Exception if the digests differ
   */
  Optional<Checksum> verify(Trailers trailers);

  /** The hash of the payload that a signature covers. */
  record SignedHash(RunningChecksum running, String hex) implements Verification {

    SignedHash(String hex) {
      this(Checksums.start(ChecksumAlgorithm.SHA256), hex);
    }

    @Override
    public void update(ByteBuffer bytes) {
      running.update(bytes);
    }

    @Override
    public Optional<Checksum> verify(Trailers trailers) {
      String computed = HexFormat.of().formatHex(running.value());
      if (!computed.equalsIgnoreCase(hex)) {
        throw new S3Exception(
                S3ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH,
                "The provided 'x-amz-content-sha256' header does not match what was computed.")
            .with("ClientComputedContentSHA256", hex)
            .with("S3ComputedContentSHA256", computed);
      }
      return Optional.empty();
    }
  }

  /** Content-MD5. */
  record ContentMd5(RunningChecksum running, String base64) implements Verification {

    ContentMd5(String base64) {
      this(Checksums.md5(), base64);
      if (!PromisedChecksum.isBase64OfLength(base64, 16)) {
        throw new S3Exception(
                S3ErrorCode.INVALID_DIGEST, "The Content-MD5 you specified was invalid.")
            .with("Content-MD5", base64);
      }
    }

    @Override
    public void update(ByteBuffer bytes) {
      running.update(bytes);
    }

    @Override
    public Optional<Checksum> verify(Trailers trailers) {
      String computed = running.base64();
      if (!computed.equals(base64)) {
        throw new S3Exception(
                S3ErrorCode.BAD_DIGEST,
                "The Content-MD5 you specified did not match what we received.")
            .with("ExpectedDigest", base64)
            .with("CalculatedDigest", computed);
      }
      return Optional.empty();
    }
  }

  /** A checksum from an {@code x-amz-checksum-*} header or trailer. */
  record Additional(RunningChecksum running, PromisedChecksum promise) implements Verification {

    Additional(PromisedChecksum promise) {
      this(Checksums.start(promise.algorithm()), promise);
    }

    @Override
    public void update(ByteBuffer bytes) {
      running.update(bytes);
    }

    @Override
    public Optional<Checksum> verify(Trailers trailers) {
      PromisedChecksum complete =
          trailers.value(promise.algorithm().header()).map(promise::withValue).orElse(promise);
      if (!running.base64().equals(complete.value())) {
        throw new S3Exception(
            S3ErrorCode.BAD_DIGEST,
            "The " + promise.algorithm() + " you specified did not match the calculated checksum.");
      }
      return Optional.of(
          new Checksum(promise.algorithm(), ChecksumType.FULL_OBJECT, complete.value()));
    }
  }
}
