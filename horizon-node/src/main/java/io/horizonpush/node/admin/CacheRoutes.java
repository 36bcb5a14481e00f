package io.horizonpush.node.admin;

/** The admin API's paths about bytes that are kept of other nodes'. Immutable. */
final class CacheRoutes {

  static final String CACHE = "/admin/v1/cache";

  private static final String PREFETCH = CACHE + "/prefetch";

  private final CacheControl control;

  CacheRoutes(CacheControl control) {
    this.control = control;
  }

  AdminResponse answer(AdminRequest request) {
    String path = request.path();
    if (path.equals(PREFETCH)) {
      return request.method().equals("POST")
          ? begin(AdminJson.read(request.body(), PrefetchRequest.class))
          : AdminResponse.wrongMethod("POST");
    }
    if (path.startsWith(PREFETCH + "/")) {
      return request.isRead()
          ? AdminResponse.json(200, control.prefetch(number(path)))
          : AdminResponse.wrongMethod("GET");
    }
    return AdminResponse.notFound(path);
  }

  private AdminResponse begin(PrefetchRequest asked) {
    return AdminResponse.json(201, control.prefetch(asked));
  }

  private static long number(String path) {
    try {
      return Long.parseLong(path.substring(PREFETCH.length() + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a prefetch is named by its number", e);
    }
  }
}
