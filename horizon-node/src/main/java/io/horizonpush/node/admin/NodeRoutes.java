package io.horizonpush.node.admin;

import io.horizonpush.node.metrics.NodeMetrics;
import java.util.List;

/** The admin API's routes about the node as a whole. Immutable. */
final class NodeRoutes {

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
