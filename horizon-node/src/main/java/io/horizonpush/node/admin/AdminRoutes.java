package io.horizonpush.node.admin;

import io.horizonpush.node.metrics.NodeMetrics;
import java.util.Optional;
import java.util.function.Supplier;

/** The admin API's paths: which call of {@link AdminControls} answers which. Immutable. */
final class AdminRoutes {

  private final NodeControl control;
  private final BucketRoutes buckets;
  private final KeyRoutes keys;
  private final Optional<ShareRoutes> shares;
  private final Optional<HomeRoutes> homes;
  private final CacheRoutes cache;
  private final NodeMetrics metrics;

  AdminRoutes(AdminControls controls, NodeMetrics metrics) {
    this.control = controls.node();
    this.shares = controls.shares().map(ShareRoutes::new);
    this.homes = controls.homes().map(HomeRoutes::new);
    this.buckets = new BucketRoutes(control);
    this.keys = new KeyRoutes(control);
    this.cache = new CacheRoutes(controls.cache());
    this.metrics = metrics;
  }

  AdminResponse answer(AdminRequest request) {
    String path = request.path();
    if (shares.isPresent() && ShareRoutes.has(path)) {
      return shares.get().answer(request);
    }
    if (homes.isPresent() && HomeRoutes.has(path)) {
      return homes.get().answer(request);
    }
    if (isIn(BucketRoutes.BUCKETS, path)) {
      return buckets.answer(request);
    }
    if (isIn(KeyRoutes.KEYS, path)) {
      return keys.answer(request);
    }
    if (isIn(CacheRoutes.CACHE, path)) {
      return cache.answer(request);
    }
    return switch (path) {
      case "/health/live" -> AdminResponse.text(200, "live\n");
      case "/health/ready" -> ready();
      case "/metrics" -> new AdminResponse(200, NodeMetrics.CONTENT_TYPE, metrics.page());
      case "/admin/v1/status" -> read(request, control::status);
      case "/admin/v1/gc" -> write(request, () -> collectGarbage(request));
      case "/admin/v1/backup" -> write(request, () -> backup(request));
      case "/admin/v1/drain" -> write(request, control::drain);
      case "/admin/v1/verify" -> write(request, () -> verify(request));
      default -> AdminResponse.notFound(path);
    };
  }

  private static boolean isIn(String folder, String path) {
    return path.equals(folder) || path.startsWith(folder + "/");
  }

  private AdminResponse ready() {
    return control.ready()
        ? AdminResponse.text(200, "ready\n")
        : AdminResponse.text(503, "not ready\n");
  }

  private Object collectGarbage(AdminRequest request) {
    GcRequest asked = AdminJson.read(request.body(), GcRequest.class);
    return control.collectGarbage(asked.confirm().orElse(false));
  }

  private Object backup(AdminRequest request) {
    return control.backup(AdminJson.read(request.body(), BackupRequest.class).directory());
  }

  private Object verify(AdminRequest request) {
    return control.verify(AdminJson.read(request.body(), VerifyRequest.class).deep());
  }

  private static AdminResponse read(AdminRequest request, Supplier<Object> answer) {
    return request.isRead()
        ? AdminResponse.json(200, answer.get())
        : AdminResponse.wrongMethod("GET");
  }

  private static AdminResponse write(AdminRequest request, Supplier<Object> answer) {
    return request.method().equals("POST")
        ? AdminResponse.json(200, answer.get())
        : AdminResponse.wrongMethod("POST");
  }
}
