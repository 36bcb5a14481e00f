package io.horizonpush.node.admin;

import java.util.List;

/** The admin API's paths about plugins. No secret ever stands in one. Immutable. */
final class PluginRoutes {

  private static final String PLUGINS = "/admin/v1/plugins";
  private static final String PLUGIN = PLUGINS + "/{plugin}";

  private static final int LARGEST_PLUGIN = 16 << 20;
  private static final int WORDS = 256 << 10;

  /** As the runtime has it: a file is a small part of the heap, in which it is several times. */
  private static final int HEAP_PART = 32;

  private final PluginControl control;

  PluginRoutes(PluginControl control) {
    this.control = control;
  }

  List<AdminRoute> routes() {
    return all().stream().map(PluginRoutes::guarded).toList();
  }

  /** What plugins refuse is answered here: a node without any knows none of that. */
  private static AdminRoute guarded(AdminRoute route) {
    return route.answeredBy(
        request -> {
          try {
            return route.answering().apply(request);
          } catch (RuntimeException e) {
            return PluginErrors.response(e).orElseThrow(() -> e);
          }
        });
  }

  private List<AdminRoute> all() {
    return List.of(
        AdminRoute.get(PLUGINS, _ -> AdminResponse.json(200, control.plugins())),
        AdminRoute.post(PLUGINS, this::install).withLongest(longestInstall()),
        AdminRoute.get(PLUGIN, request -> AdminResponse.json(200, control.plugin(name(request)))),
        AdminRoute.patch(PLUGIN, this::update),
        AdminRoute.delete(
            PLUGIN, request -> AdminResponse.json(200, control.removePlugin(name(request)))),
        AdminRoute.post(PLUGIN + "/rollback", this::rollBack),
        AdminRoute.get(PLUGIN + "/log", this::log),
        AdminRoute.post(PLUGIN + "/share", this::share));
  }

  /** A file as base64, with what is said about it. */
  private static int longestInstall() {
    long file = Math.min(LARGEST_PLUGIN, Runtime.getRuntime().maxMemory() / HEAP_PART);
    return (int) (file / 3 * 4) + WORDS;
  }

  private static String name(AdminRequest request) {
    return request.variable("plugin");
  }

  private AdminResponse install(AdminRequest request) {
    return AdminResponse.json(201, control.install(request.read(PluginInstall.class)));
  }

  private AdminResponse update(AdminRequest request) {
    return AdminResponse.json(200, control.update(name(request), request.read(PluginUpdate.class)));
  }

  private AdminResponse rollBack(AdminRequest request) {
    return AdminResponse.json(
        200, control.rollBack(name(request), request.read(PluginRollback.class)));
  }

  private AdminResponse log(AdminRequest request) {
    return AdminResponse.json(200, control.log(name(request), after(request)));
  }

  private static long after(AdminRequest request) {
    try {
      return request.parameter("after").map(Long::parseLong).orElse(0L);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("after must be the number of a line", e);
    }
  }

  private AdminResponse share(AdminRequest request) {
    return AdminResponse.json(
        201, control.share(name(request), request.read(PluginShareRequest.class)));
  }
}
