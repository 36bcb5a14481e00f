package io.horizonpush.node.model;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer as it arrived. Immutable. */
final class Reply {

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  /**
   * @param headers by lower-case name
   */
  Reply(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body;
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  byte[] body() {
    return body;
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  Markup xml() {
    return new Markup(text());
  }
}
