package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code x-amz-content-sha256} says about a body. */
final class DeclaredPayload {

  static final String HEADER = "x-amz-content-sha256";

  static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final String UNSIGNED_CHUNKS = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  private static final String SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  private static final String SIGNED_CHUNKS_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");

  private DeclaredPayload() {}

  /** Whether the body comes in chunks of the protocol's own. */
  static boolean isStreamed(RequestHead head) {
    return head.header(HEADER).filter(declared -> declared.startsWith("STREAMING-")).isPresent();
  }

  static PayloadAuthentication ofSigned(String declared, ChunkSigning signing) {
    return switch (declared) {
      case UNSIGNED -> new PayloadAuthentication.Unsigned();
      case UNSIGNED_CHUNKS -> new PayloadAuthentication.UnsignedChunks();
      case SIGNED_CHUNKS -> new PayloadAuthentication.SignedChunks(signing, false);
      case SIGNED_CHUNKS_TRAILER -> new PayloadAuthentication.SignedChunks(signing, true);
      default -> hash(declared);
    };
  }

  /**
   * A request whose signature does not reach its body, or that has none, may leave the header out,
   * but cannot promise signed chunks.
   */
  static PayloadAuthentication ofUnsigned(RequestHead head) {
    Optional<String> declared = head.header(HEADER);
    if (declared.isEmpty()) {
      return isFramed(head)
          ? new PayloadAuthentication.UnsignedChunks()
          : new PayloadAuthentication.Unsigned();
    }
    return switch (declared.get()) {
      case UNSIGNED -> new PayloadAuthentication.Unsigned();
      case UNSIGNED_CHUNKS -> new PayloadAuthentication.UnsignedChunks();
      case SIGNED_CHUNKS, SIGNED_CHUNKS_TRAILER ->
          throw new S3Exception(
              S3ErrorCode.ACCESS_DENIED,
              "Signed chunks need a request that is signed with Signature Version 4.");
      default -> hash(declared.get());
    };
  }

  /** Clients that skip signing skip {@code x-amz-content-sha256} too, but not the framing. */
  private static boolean isFramed(RequestHead head) {
    return head.header("x-amz-decoded-content-length").isPresent()
        && head.header("content-encoding")
            .map(encodings -> encodings.toLowerCase(Locale.ROOT).contains("aws-chunked"))
            .orElse(false);
  }

  private static PayloadAuthentication hash(String declared) {
    if (declared.startsWith("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD")) {
      throw SignatureV4.ecdsaNotImplemented();
    }
    if (!HASH.matcher(declared).matches()) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT,
              HEADER
                  + " must be "
                  + String.join(
                      ", ", UNSIGNED, UNSIGNED_CHUNKS, SIGNED_CHUNKS, SIGNED_CHUNKS_TRAILER)
                  + " or a valid sha256 value.")
          .with("ArgumentName", HEADER)
          .with("ArgumentValue", declared);
    }
    return new PayloadAuthentication.SignedHash(declared);
  }
}
