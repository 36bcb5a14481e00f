package io.horizonpush.node.admin;

import io.horizonpush.node.metrics.NodeMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The admin API's routes about the node as a whole. Immutable. */
final class NodeRoutes {

  private static final String DESCRIPTION = "/META-INF/horizonpush/openapi.yaml";

  private final NodeControl control;
  private final NodeMetrics metrics;

  NodeRoutes(NodeControl control, NodeMetrics metrics) {
    this.control = control;
    this.metrics = metrics;
  }

  List<AdminRoute> routes() {
    return List.of(
        AdminRoute.get("/health/live", _ -> AdminResponse.text(200, "live\n")),
        AdminRoute.get("/health/ready", _ -> ready()),
        AdminRoute.get(
            "/metrics", _ -> AdminResponse.of(200, NodeMetrics.CONTENT_TYPE, metrics.page())),
        AdminRoute.get("/admin/v1/openapi.yaml", _ -> description()),
        AdminRoute.get("/admin/v1/status", _ -> AdminResponse.json(200, control.status())),
        AdminRoute.post("/admin/v1/gc", this::collectGarbage),
        AdminRoute.post("/admin/v1/backup", this::backup),
        AdminRoute.post("/admin/v1/drain", _ -> AdminResponse.json(200, control.drain())),
        AdminRoute.post("/admin/v1/verify", this::verify));
  }

  private AdminResponse ready() {
    return control.ready()
        ? AdminResponse.text(200, "ready\n")
        : AdminResponse.text(503, "not ready\n");
  }

  /** What the API is, for those who make programs for it. */
  private static AdminResponse description() {
    try (InputStream file = NodeRoutes.class.getResourceAsStream(DESCRIPTION)) {
      if (file == null) {
        throw new IllegalStateException(DESCRIPTION + " is missing in the jar");
      }
      return AdminResponse.of(
          200, "application/yaml", new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AdminResponse collectGarbage(AdminRequest request) {
    GcRequest asked = request.read(GcRequest.class);
    return AdminResponse.json(200, control.collectGarbage(asked.confirm().orElse(false)));
  }

  private AdminResponse backup(AdminRequest request) {
    return AdminResponse.json(200, control.backup(request.read(BackupRequest.class).directory()));
  }

  private AdminResponse verify(AdminRequest request) {
    return AdminResponse.json(200, control.verify(request.read(VerifyRequest.class).deep()));
  }
}
