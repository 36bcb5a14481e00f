package io.horizonpush.s3.pipeline;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.store.Content;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers load balancers and supervisors, who have no credentials. */
record HealthPages(HealthProbe probe) {

  Optional<S3Response> answer(RequestHead head) {
    if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
      return Optional.empty();
    }
    return switch (head.rawPath()) {
      case "/health/live" -> Optional.of(page(200, "live\n"));
      case "/health/ready" ->
          Optional.of(probe.ready() ? page(200, "ready\n") : page(503, "not ready\n"));
      default -> Optional.empty();
    };
  }

  private static S3Response page(int status, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    return new S3Response(
        status,
        Map.of("content-type", "text/plain", "cache-control", "no-store"),
        List.of(new Content.Memory(bytes)),
        bytes.remaining());
  }
}
