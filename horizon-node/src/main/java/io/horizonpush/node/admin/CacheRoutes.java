package io.horizonpush.node.admin;

import java.util.List;

/** The admin API's paths about bytes that are kept of other nodes'. Immutable. */
final class CacheRoutes {

  static final String CACHE = "/admin/v1/cache";

  private static final String PREFETCH = CACHE + "/prefetch";

  private final CacheControl control;

  CacheRoutes(CacheControl control) {
    this.control = control;
  }

  List<AdminRoute> routes() {
    return List.of(
        AdminRoute.post(PREFETCH, request -> begin(request.read(PrefetchRequest.class))),
        AdminRoute.get(
            PREFETCH + "/{number}",
            request -> AdminResponse.json(200, control.prefetch(number(request)))));
  }

  private AdminResponse begin(PrefetchRequest asked) {
    return AdminResponse.json(201, control.prefetch(asked));
  }

  private static long number(AdminRequest request) {
    try {
      return Long.parseLong(request.variable("number"));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a prefetch is named by its number", e);
    }
  }
}
