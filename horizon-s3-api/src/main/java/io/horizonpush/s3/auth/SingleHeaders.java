package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import java.util.HashSet;
import java.util.Set;

/**
 * Refuses headers that stand twice where only one can count. A signature covers their values joined
 * by a comma; whoever reads only the first would act on something that nobody signed.
 */
final class SingleHeaders {

  private static final Set<String> SINGLE =
      Set.of(
          "authorization",
          "content-encoding",
          "content-length",
          "content-md5",
          "content-type",
          "date",
          "host",
          "if-match",
          "if-none-match",
          "origin",
          "range",
          "sec-fetch-site");

  /** Lists, whose elements may come in a header each: whoever reads them reads all of those. */
  private static final Set<String> LISTS =
      Set.of("x-amz-object-attributes", "x-amz-optional-object-attributes");

  private SingleHeaders() {}

  static void check(RequestHead head) {
    Set<String> seen = new HashSet<>();
    for (RequestHead.Header header : head.headers()) {
      String name = header.name();
      if (isSingle(name) && !seen.add(name)) {
        throw new S3Exception(
            S3ErrorCode.INVALID_REQUEST, "The header " + name + " must stand only once.");
      }
    }
  }

  private static boolean isSingle(String name) {
    return SINGLE.contains(name)
        || (name.startsWith("x-amz-") && !name.startsWith("x-amz-meta-") && !LISTS.contains(name));
  }
}
