package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.request.PercentCoding;
import io.horizonpush.s3.request.RequestHead;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request to the admin API.
 *
 * @param path decoded, without the query
 * @param variables what stands in the path for the steps in braces of its route
 * @param body empty until it is read
 */
record AdminRequest(RequestHead head, String path, Map<String, String> variables, String body) {

  AdminRequest {
    variables = Map.copyOf(variables);
  }

  /**
   * A request whose body is not read yet.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code InvalidURI} if the path is not UTF-8 behind
   *     escapes
   */
  static AdminRequest of(RequestHead head) {
    return new AdminRequest(head, PercentCoding.decodePath(head.rawPath()), Map.of(), "");
  }

  AdminRequest withBody(String read) {
    return new AdminRequest(head, path, variables, read);
  }

  AdminRequest withVariables(Map<String, String> found) {
    return new AdminRequest(head, path, found, body);
  }

  /** What stands in the path for a step in braces of the route. */
  String variable(String name) {
    return Optional.ofNullable(variables.get(name)).orElseThrow();
  }

  /**
   * The number that the path names something by.
   *
   * @param what that is, for whoever names it otherwise
   */
  long number(String what) {
    try {
      return Long.parseLong(variable("number"));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " is named by its number", e);
    }
  }

  /** The bucket that the path names. */
  BucketName bucket() {
    return new BucketName(variable("bucket"));
  }

  /** Which part of a list the query asks for. */
  PageRequest page() {
    return new PageRequest(
        parameter("limit").map(AdminRequest::limit).orElse(PageRequest.MOST), parameter("after"));
  }

  private static int limit(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0; // Which no limit is.
    }
  }

  /** What the body asks for. */
  <T> T read(Class<T> type) {
    return AdminJson.read(body, type);
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
