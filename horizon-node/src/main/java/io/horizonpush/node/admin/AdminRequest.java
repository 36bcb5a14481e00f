package io.horizonpush.node.admin;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Locale;

/**
 * A request to the admin API, read whole.
 *
 * @param path decoded, without the query
 */
record AdminRequest(String method, String path, Headers headers, String body) {

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
