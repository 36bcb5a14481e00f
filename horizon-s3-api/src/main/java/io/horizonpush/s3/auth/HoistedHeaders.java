package io.horizonpush.s3.auth;

import io.horizonpush.s3.request.Query;
import io.horizonpush.s3.request.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The headers that signers move into the query of a presigned URL, because whoever uses the URL
 * sends none: {@code x-amz-meta-…}, {@code x-amz-tagging} and others. AWS reads them there, so an
 * object stored without them would not be what was signed.
 *
 * <p>Checksums are passed over, as AWS does: the SDK for JavaScript signs that of an empty body,
 * because it has no other when it makes the URL.
 */
final class HoistedHeaders {

  private HoistedHeaders() {}

  private static boolean isChecksum(String name) {
    return name.startsWith("x-amz-checksum-") || name.equals("x-amz-sdk-checksum-algorithm");
  }

  /**
   * A head with its hoisted headers in place. One that came as a header as well is left alone: the
   * signature covers it.
   *
   * @param hoisted which parameters are headers, by lower-case name
   */
  static RequestHead putBack(RequestHead head, Query query, Predicate<String> hoisted) {
    List<RequestHead.Header> headers = new ArrayList<>(head.headers());
    for (Query.Parameter parameter : query.parameters()) {
      String name = parameter.lowerCaseName();
      if (hoisted.test(name) && !isChecksum(name) && head.header(name).isEmpty()) {
        headers.add(RequestHead.Header.checked(name, parameter.value().bytes()));
      }
    }
    if (headers.size() == head.headers().size()) {
      return head;
    }
    RequestHead whole = head.withHeaders(headers);
    SingleHeaders.check(whole);
    return whole;
  }
}
