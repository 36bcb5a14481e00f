package io.horizonpush.node.admin;

import com.sun.net.httpserver.Headers;
import io.horizonpush.s3.request.PercentCoding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request to the admin API, read whole.
 *
 * @param path decoded, without the query
 * @param query as it was sent, empty if there is none
 */
record AdminRequest(String method, String path, String query, Headers headers, String body) {

  /**
   * The first value of a parameter of the query, decoded.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code InvalidURI} if it is not UTF-8 behind
   *     escapes
   */
  Optional<String> parameter(String name) {
    return Stream.of(query.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2 && pair[0].equals(name))
        .map(pair -> PercentCoding.decodeQuery(pair[1]))
        .findFirst();
  }

  /** Every value of a header; empty if it is absent. */
  List<String> values(String header) {
    return List.copyOf(headers.getOrDefault(header, List.of()));
  }

  boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }

  boolean isHealth() {
    return path.startsWith("/health/");
  }

  boolean isForMetrics() {
    return path.equals("/metrics");
  }

  boolean hasJsonBody() {
    List<String> types = values("Content-type");
    return types.size() == 1
        && types
            .getFirst()
            .split(";", 2)[0]
            .strip()
            .toLowerCase(Locale.ROOT)
            .equals("application/json");
  }
}
