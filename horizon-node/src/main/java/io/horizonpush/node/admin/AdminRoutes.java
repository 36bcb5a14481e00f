package io.horizonpush.node.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;

/** The admin API's paths: which call of {@link NodeControl} answers which. Immutable. */
final class AdminRoutes {

  private static final String BUCKETS = "/admin/v1/buckets";

  private final NodeControl control;
  private final KeyRoutes keys;
  private final NodeMetrics metrics;

  AdminRoutes(NodeControl control, NodeMetrics metrics) {
    this.control = control;
    this.keys = new KeyRoutes(control);
    this.metrics = metrics;
  }

  AdminResponse answer(AdminRequest request) {
    String path = request.path();
    if (path.startsWith(BUCKETS + "/")) {
      BucketName name = new BucketName(path.substring(BUCKETS.length() + 1));
      return read(request, () -> AdminJson.of(control.inspectBucket(name)));
    }
    if (path.equals(KeyRoutes.KEYS) || path.startsWith(KeyRoutes.KEYS + "/")) {
      return keys.answer(request);
    }
    return switch (path) {
      case "/health/live" -> AdminResponse.text(200, "live\n");
      case "/health/ready" -> ready();
      case "/metrics" -> new AdminResponse(200, NodeMetrics.CONTENT_TYPE, metrics.page());
      case "/admin/v1/status" -> read(request, () -> AdminJson.of(control.status()));
      case "/admin/v1/gc" -> write(request, () -> AdminJson.of(control.collectGarbage()));
      case "/admin/v1/drain" -> write(request, () -> AdminJson.of(control.drain()));
      case "/admin/v1/verify" ->
          write(
              request,
              () ->
                  AdminJson.of(
                      control.verify(
                          AdminJson.read(request.body()).path("deep").asBoolean(false))));
      case BUCKETS -> buckets(request);
      default -> AdminResponse.error(404, "NotFound", "There is nothing at " + path + ".");
    };
  }

  private AdminResponse ready() {
    return control.ready()
        ? AdminResponse.text(200, "ready\n")
        : AdminResponse.text(503, "not ready\n");
  }

  private AdminResponse buckets(AdminRequest request) {
    if (request.isRead()) {
      return AdminResponse.json(200, AdminJson.ofBuckets(control.buckets()));
    }
    if (!request.method().equals("POST")) {
      return AdminResponse.wrongMethod("GET, POST");
    }
    JsonNode asked = AdminJson.read(request.body());
    BucketName name = new BucketName(asked.path("name").asText());
    Durability durability =
        switch (asked.path("durability").asText("strict")) {
          case "strict" -> Durability.STRICT;
          case "relaxed" -> Durability.RELAXED;
          default -> throw new IllegalArgumentException("durability is strict or relaxed");
        };
    return AdminResponse.json(201, AdminJson.of(control.createBucket(name, durability)));
  }

  private static AdminResponse read(AdminRequest request, Answer answer) {
    return request.isRead()
        ? AdminResponse.json(200, answer.get())
        : AdminResponse.wrongMethod("GET");
  }

  private static AdminResponse write(AdminRequest request, Answer answer) {
    return request.method().equals("POST")
        ? AdminResponse.json(200, answer.get())
        : AdminResponse.wrongMethod("POST");
  }

  @FunctionalInterface
  private interface Answer {
    JsonNode get();
  }
}
