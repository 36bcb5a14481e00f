package io.horizonpush.node.admin;

import io.horizonpush.node.metrics.NodeMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The admin API's routes: those of each area, and which of them answers a request. Immutable. */
final class AdminRoutes {

  private final List<AdminRoute> routes;

  AdminRoutes(AdminControls controls, NodeMetrics metrics) {
    List<AdminRoute> all = new ArrayList<>(new NodeRoutes(controls.node(), metrics).routes());
    all.addAll(new BucketRoutes(controls.buckets()).routes());
    all.addAll(new KeyRoutes(controls.keys(), controls.keyTransfers()).routes());
    controls.shares().map(ShareRoutes::new).map(ShareRoutes::routes).ifPresent(all::addAll);
    controls.homes().map(HomeRoutes::new).map(HomeRoutes::routes).ifPresent(all::addAll);
    all.addAll(new CacheRoutes(controls.cache()).routes());
    all.addAll(new TransferRoutes(controls.transfers()).routes());
    all.addAll(new OriginRoutes(controls.origins()).routes());
    all.addAll(new PluginRoutes(controls.plugins()).routes());
    all.addAll(new EventRoutes(controls.events()).routes());
    routes = List.copyOf(all);
  }

  /** Every route. */
  List<AdminRoute> all() {
    return routes;
  }

  /** How long the body of a request may be, in bytes. */
  int longest(AdminRequest request) {
    return routes.stream()
        .filter(route -> route.takes(request.method()))
        .filter(route -> route.match(request.path()).isPresent())
        .mapToInt(AdminRoute::longest)
        .findFirst()
        .orElse(AdminRoute.LONGEST_BODY);
  }

  AdminResponse answer(AdminRequest request) {
    List<String> allowed = new ArrayList<>();
    for (AdminRoute route : routes) {
      Optional<Map<String, String>> variables = route.match(request.path());
      if (variables.isPresent() && route.takes(request.method())) {
        return route.answering().apply(request.withVariables(variables.get()));
      }
      variables.ifPresent(_ -> allowed.add(route.method()));
    }
    return allowed.isEmpty()
        ? AdminResponse.notFound(ShareRoutes.shown(request.path()))
        : AdminResponse.wrongMethod(
            allowed.stream().distinct().sorted().collect(Collectors.joining(", ")));
  }
}
