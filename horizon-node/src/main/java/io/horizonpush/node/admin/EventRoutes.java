package io.horizonpush.node.admin;

import java.util.List;
import java.util.Optional;

/** The admin API's route to what happens in the node. Immutable. */
final class EventRoutes {

  private final EventControl control;

  EventRoutes(EventControl control) {
    this.control = control;
  }

  List<AdminRoute> routes() {
    return List.of(AdminRoute.get("/admin/v1/events", this::listen));
  }

  /** A browser that comes back says by itself what it has heard last. */
  private AdminResponse listen(AdminRequest request) {
    Optional<String> last =
        request.values("last-event-id").stream().filter(id -> !id.isEmpty()).findFirst();
    return EventText.response(control.listen(last));
  }
}
