package io.horizonpush.s3.auth;

/**
 * How the signature of a request, if it has one, extends to its body: the meanings of {@code
 * x-amz-content-sha256}.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">AWS:
 *     payload options</a>
 */
public sealed interface PayloadAuthentication {

  /** Not at all: {@code UNSIGNED-PAYLOAD}, or a request without a signature. */
  record Unsigned() implements PayloadAuthentication {}

  /** By the SHA-256 of the whole body, in hexadecimal. */
  record SignedHash(String hex) implements PayloadAuthentication {}

  /**
   * By a signature on every chunk of an aws-chunked body.
   *
   * @param trailing whether signed trailers follow the last chunk
   */
  record SignedChunks(ChunkSigning signing, boolean trailing) implements PayloadAuthentication {}

  /** Not at all, but the body is aws-chunked and may end in trailers. */
  record UnsignedChunks() implements PayloadAuthentication {}

  /** Whether trailers may follow the last chunk. */
  default boolean trailing() {
    return switch (this) {
      case Unsigned() -> false;
      case SignedHash(var hex) -> false;
      case SignedChunks(var signing, boolean trailing) -> trailing;
      case UnsignedChunks() -> true;
    };
  }
}
