package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import java.util.List;

/** The admin API's paths about tickets and members. No ticket ever stands in one. Immutable. */
final class ShareRoutes {

  private static final String TICKETS = "/admin/v1/tickets";
  private static final String MEMBERS = BucketRoutes.BUCKET + "/members";

  private final ShareControl control;

  ShareRoutes(ShareControl control) {
    this.control = control;
  }

  List<AdminRoute> routes() {
    return List.of(
        AdminRoute.get(
            TICKETS, request -> AdminResponse.json(200, control.tickets(request.page()))),
        AdminRoute.post(TICKETS, this::export),
        AdminRoute.post(TICKETS + "/import", this::importTicket),
        AdminRoute.post(TICKETS + "/{ticket}/revoke", this::revoke),
        AdminRoute.get(
            MEMBERS,
            request -> AdminResponse.json(200, control.members(request.bucket(), request.page()))),
        AdminRoute.patch(MEMBERS, this::change),
        AdminRoute.post(BucketRoutes.BUCKET + "/leave", this::leave));
  }

  /** A path at which there is nothing, as it may be repeated: whatever it was may be a ticket. */
  static String shown(String path) {
    return path.startsWith(TICKETS + "/") ? TICKETS + "/…" : path;
  }

  private AdminResponse export(AdminRequest request) {
    return AdminResponse.json(201, control.exportTicket(request.read(TicketRequest.class)));
  }

  private AdminResponse importTicket(AdminRequest request) {
    return AdminResponse.json(201, control.importTicket(request.read(TicketImport.class)));
  }

  private AdminResponse revoke(AdminRequest request) {
    TicketRevocation asked = request.read(TicketRevocation.class);
    String id = request.variable("ticket");
    return AdminResponse.json(200, control.revokeTicket(id, asked.withMembers().orElse(false)));
  }

  private AdminResponse change(AdminRequest request) {
    BucketName name = request.bucket();
    return AdminResponse.json(200, control.changeMember(name, request.read(MemberChange.class)));
  }

  private AdminResponse leave(AdminRequest request) {
    BucketName name = request.bucket();
    boolean force = request.read(LeaveRequest.class).force().orElse(false);
    return AdminResponse.json(200, control.leave(name, force));
  }
}
