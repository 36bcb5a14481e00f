package io.horizonpush.wasm.host;

import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.request.HttpCharacters;
import io.horizonpush.wasm.abi.Side;
import java.util.Locale;
import java.util.Set;

/** Which headers and parameters a plugin sees, and which it may write. Stateless. */
final class HeaderRules {

  static final int LONGEST_NAME = 128;
  static final int LONGEST_VALUE = 16 << 10;

  private static final Set<String> CREDENTIALS =
      Set.of(
          "authorization", "cookie", "set-cookie", "proxy-authorization", "x-amz-security-token");

  private static final Set<String> SIGNATURE_PARAMETERS =
      Set.of(
          "x-amz-signature",
          "x-amz-credential",
          "x-amz-security-token",
          "signature",
          "awsaccesskeyid");

  private static final Set<String> CONDITIONS =
      Set.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since");

  /** What frames, signs or identifies an answer. */
  private static final Set<String> OF_THE_NODE =
      Set.of(
          "accept-ranges",
          "connection",
          "content-length",
          "content-md5",
          "content-range",
          "date",
          "etag",
          "keep-alive",
          "last-modified",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "x-amz-delete-marker",
          "x-amz-id-2",
          "x-amz-mp-parts-count",
          "x-amz-request-id",
          "x-amz-version-id");

  private HeaderRules() {}

  static boolean isCredential(String name) {
    return CREDENTIALS.contains(name);
  }

  static boolean isSignatureParameter(String name) {
    return SIGNATURE_PARAMETERS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** The name of a header as it is compared. */
  static String name(String given) {
    if (!HttpCharacters.isToken(given)) {
      throw Errno.INVALID.error();
    }
    return given.toLowerCase(Locale.ROOT);
  }

  /** Refuses a header that a plugin may not write on a side. */
  static void requireWritable(Side side, String name) {
    boolean writable =
        switch (side) {
          case REQUEST ->
              ObjectMetadata.STANDARD.contains(name)
                  || CONDITIONS.contains(name)
                  || (name.startsWith("x-amz-meta-") && name.length() > "x-amz-meta-".length());
          case ANSWER -> !OF_THE_NODE.contains(name) && !name.startsWith("x-amz-checksum-");
        };
    if (!writable) {
      throw Errno.FORBIDDEN.error();
    }
  }

  static void requireValue(String value) {
    if (!HttpCharacters.isValue(value)) {
      throw Errno.INVALID.error();
    }
  }
}
