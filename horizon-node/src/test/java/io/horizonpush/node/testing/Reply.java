package io.horizonpush.node.testing;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer as it arrived. Immutable. */
public final class Reply {

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  /**
   * @param headers by lower-case name
   */
  public Reply(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body;
  }

  public int status() {
    return status;
  }

  public Map<String, String> headers() {
    return headers;
  }

  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  public byte[] body() {
    return body;
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public Markup xml() {
    return new Markup(text());
  }
}
