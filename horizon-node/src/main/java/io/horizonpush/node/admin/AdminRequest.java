package io.horizonpush.node.admin;

import io.horizonpush.s3.request.PercentCoding;
import io.horizonpush.s3.request.RequestHead;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request to the admin API.
 *
 * @param path decoded, without the query
 * @param body empty until it is read
 */
record AdminRequest(RequestHead head, String path, String body) {

  /**
   * A request whose body is not read yet.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code InvalidURI} if the path is not UTF-8 behind
   *     escapes
   */
  static AdminRequest of(RequestHead head) {
    return new AdminRequest(head, PercentCoding.decodePath(head.rawPath()), "");
  }

  AdminRequest withBody(String read) {
    return new AdminRequest(head, path, read);
  }

  String method() {
    return head.method();
  }

  /**
   * The first value of a parameter of the query, decoded.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code InvalidURI} if it is not UTF-8 behind
   *     escapes
   */
  Optional<String> parameter(String name) {
    return Stream.of(head.rawQuery().split("&", -1))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2 && pair[0].equals(name))
        .map(pair -> PercentCoding.decodeQuery(pair[1]))
        .findFirst();
  }

  /** Every value of a header; empty if it is absent. */
  List<String> values(String lowerCaseName) {
    return head.values(lowerCaseName);
  }

  boolean isRead() {
    return method().equals("GET") || method().equals("HEAD");
  }

  boolean isHealth() {
    return path.startsWith("/health/");
  }

  boolean isForMetrics() {
    return path.equals("/metrics");
  }

  boolean hasJsonBody() {
    List<String> types = values("content-type");
    return types.size() == 1
        && types
            .getFirst()
            .split(";", 2)[0]
            .strip()
            .toLowerCase(Locale.ROOT)
            .equals("application/json");
  }
}
