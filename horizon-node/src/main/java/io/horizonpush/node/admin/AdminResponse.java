package io.horizonpush.node.admin;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.store.Content;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * An answer of the admin API.
 *
 * @param ended to be run once the last byte has left or the client is gone; from any thread
 */
record AdminResponse(int status, String contentType, Content body, Runnable ended) {

  static final String JSON = "application/json";

  static AdminResponse json(int status, Object body) {
    return of(status, JSON, AdminJson.write(body) + "\n");
  }

  static AdminResponse error(int status, String code, String message) {
    return json(status, new AdminError(code, message));
  }

  static AdminResponse notFound(String path) {
    return error(404, "NotFound", "There is nothing at " + path + ".");
  }

  static AdminResponse wrongMethod(String allowed) {
    return error(405, "MethodNotAllowed", "Use " + allowed + " here.");
  }

  static AdminResponse text(int status, String body) {
    return of(status, "text/plain; charset=utf-8", body);
  }

  static AdminResponse of(int status, String contentType, String body) {
    ByteBuffer bytes = ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8));
    return new AdminResponse(status, contentType, new Content.Memory(bytes), () -> {});
  }

  /** The answer as the HTTP server sends it. */
  S3Response toHttp() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", contentType);
    headers.put("cache-control", "no-store");
    headers.put("x-content-type-options", "nosniff");
    if (status == 401) {
      headers.put("www-authenticate", "Bearer");
    }
    OptionalLong length = body.length() < 0 ? OptionalLong.empty() : OptionalLong.of(body.length());
    return new S3Response(status, headers, List.of(body), length);
  }
}
