package io.horizonpush.node.admin;

import java.util.List;

/** The admin API's paths about bytes that are kept of other nodes'. Immutable. */
final class CacheRoutes {

  static final String CACHE = "/admin/v1/cache";

  private static final String PREFETCH = CACHE + "/prefetch";
  private static final String EVICT = CACHE + "/evict";
  private static final String PINS = CACHE + "/pins";

  private final CacheControl control;

  CacheRoutes(CacheControl control) {
    this.control = control;
  }

  List<AdminRoute> routes() {
    return List.of(
        AdminRoute.get(CACHE, _ -> AdminResponse.json(200, control.status())),
        AdminRoute.post(PREFETCH, request -> begin(request.read(PrefetchRequest.class))),
        AdminRoute.get(
            PREFETCH + "/{number}",
            request -> AdminResponse.json(200, control.prefetch(request.number("a prefetch")))),
        AdminRoute.post(
            EVICT,
            request -> AdminResponse.json(201, control.evict(request.read(EvictionRequest.class)))),
        AdminRoute.get(
            EVICT + "/{number}",
            request -> AdminResponse.json(200, control.eviction(request.number("an eviction")))),
        AdminRoute.post(
            PINS, request -> AdminResponse.json(200, control.pin(request.read(PinRequest.class)))),
        AdminRoute.get(PINS, _ -> AdminResponse.json(200, control.pins())));
  }

  private AdminResponse begin(PrefetchRequest asked) {
    return AdminResponse.json(201, control.prefetch(asked));
  }
}
