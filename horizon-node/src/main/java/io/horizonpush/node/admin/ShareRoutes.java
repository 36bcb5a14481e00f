package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;

/** The admin API's paths about tickets and members. No ticket ever stands in one. Immutable. */
final class ShareRoutes {

  private static final String TICKETS = "/admin/v1/tickets";
  private static final String IMPORT = "/import";
  private static final String REVOKE = "/revoke";
  private static final String MEMBERS = "members";
  private static final String LEAVE = "leave";

  private final ShareControl control;

  ShareRoutes(ShareControl control) {
    this.control = control;
  }

  /** Whether a path is one of these. */
  static boolean has(String path) {
    return path.equals(TICKETS) || path.startsWith(TICKETS + "/") || ofBucket(path).length > 0;
  }

  /** The name of a bucket and what is asked about it; nothing for another path. */
  private static String[] ofBucket(String path) {
    if (path.startsWith(BucketRoutes.BUCKETS + "/")) {
      String[] steps = path.substring(BucketRoutes.BUCKETS.length() + 1).split("/", -1);
      if (steps.length == 2 && (steps[1].equals(MEMBERS) || steps[1].equals(LEAVE))) {
        return steps;
      }
    }
    return new String[0];
  }

  AdminResponse answer(AdminRequest request) {
    String[] bucket = ofBucket(request.path());
    if (bucket.length > 0) {
      BucketName name = new BucketName(bucket[0]);
      return bucket[1].equals(MEMBERS) ? members(request, name) : leave(request, name);
    }
    String rest = request.path().substring(TICKETS.length());
    if (rest.isEmpty()) {
      return tickets(request);
    }
    if (rest.equals(IMPORT)) {
      return request.method().equals("POST")
          ? imported(AdminJson.read(request.body(), TicketImport.class))
          : AdminResponse.wrongMethod("POST");
    }
    if (rest.endsWith(REVOKE) && rest.length() > REVOKE.length() + 1) {
      return request.method().equals("POST")
          ? revoke(request, rest.substring(1, rest.length() - REVOKE.length()))
          : AdminResponse.wrongMethod("POST");
    }
    return AdminResponse.notFound(TICKETS + "/…"); // Whatever it was may be a ticket.
  }

  private AdminResponse tickets(AdminRequest request) {
    return switch (request.method()) {
      case "GET", "HEAD" -> AdminResponse.json(200, control.tickets());
      case "POST" -> made(AdminJson.read(request.body(), TicketRequest.class));
      default -> AdminResponse.wrongMethod("GET, POST");
    };
  }

  private AdminResponse made(TicketRequest asked) {
    return AdminResponse.json(201, control.exportTicket(asked));
  }

  private AdminResponse imported(TicketImport asked) {
    return AdminResponse.json(201, control.importTicket(asked));
  }

  private AdminResponse revoke(AdminRequest request, String id) {
    TicketRevocation asked = AdminJson.read(request.body(), TicketRevocation.class);
    return AdminResponse.json(200, control.revokeTicket(id, asked.withMembers().orElse(false)));
  }

  private AdminResponse members(AdminRequest request, BucketName name) {
    return switch (request.method()) {
      case "GET", "HEAD" -> AdminResponse.json(200, control.members(name));
      case "PATCH" -> {
        MemberChange change = AdminJson.read(request.body(), MemberChange.class);
        yield AdminResponse.json(200, control.changeMember(name, change));
      }
      default -> AdminResponse.wrongMethod("GET, PATCH");
    };
  }

  private AdminResponse leave(AdminRequest request, BucketName name) {
    return request.method().equals("POST")
        ? left(name, AdminJson.read(request.body(), LeaveRequest.class))
        : AdminResponse.wrongMethod("POST");
  }

  private AdminResponse left(BucketName name, LeaveRequest asked) {
    return AdminResponse.json(200, control.leave(name, asked.force().orElse(false)));
  }
}
