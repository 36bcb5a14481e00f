package io.horizonpush.node.admin;

import java.util.List;

/** The admin API's path about the home of a bucket. Immutable. */
final class HomeRoutes {

  private static final String HOME = BucketRoutes.BUCKET + "/home";

  private final HomeControl control;

  HomeRoutes(HomeControl control) {
    this.control = control;
  }

  List<AdminRoute> routes() {
    return List.of(
        AdminRoute.get(HOME, request -> AdminResponse.json(200, control.home(request.bucket()))),
        AdminRoute.post(HOME, this::move));
  }

  private AdminResponse move(AdminRequest request) {
    HomeMove move = request.read(HomeMove.class);
    return AdminResponse.json(200, control.moveHome(request.bucket(), move));
  }
}
