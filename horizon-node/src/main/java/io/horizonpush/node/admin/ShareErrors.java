package io.horizonpush.node.admin;

import io.horizonpush.iroh.share.ShareException;

/** How the admin API names what is refused about tickets and members. Stateless. */
public final class ShareErrors {

  private ShareErrors() {}

  static AdminResponse response(ShareException e) {
    return AdminResponse.error(
        status(e.reason()), code(e.reason()), String.valueOf(e.getMessage()));
  }

  private static int status(ShareException.Reason reason) {
    return switch (reason) {
      case NO_TICKET, TRUNCATED, ALTERED, OTHER_VERSION, OTHER_KIND -> 400;
      case EXPIRED, REVOKED, USED_UP, FOR_ANOTHER, REMOVED, UNKNOWN, NOT_OWNER -> 403;
      case ABSENT -> 404;
      case OWN, NAME_TAKEN, CONFLICT -> 409;
      case UNREACHABLE, PROTOCOL -> 502;
    };
  }

  /** The code of an error, for programs to compare. */
  public static String code(ShareException.Reason reason) {
    return switch (reason) {
      case NO_TICKET -> "NotATicket";
      case TRUNCATED -> "TicketTruncated";
      case ALTERED -> "TicketAltered";
      case OTHER_VERSION -> "TicketVersion";
      case OTHER_KIND -> "TicketKind";
      case EXPIRED -> "TicketExpired";
      case REVOKED -> "TicketRevoked";
      case USED_UP -> "TicketUsedUp";
      case FOR_ANOTHER -> "TicketForAnotherNode";
      case REMOVED -> "MemberRemoved";
      case UNKNOWN -> "TicketUnknown";
      case OWN -> "OwnTicket";
      case NAME_TAKEN -> "BucketNameTaken";
      case UNREACHABLE -> "MembersUnreachable";
      case PROTOCOL -> "MemberMisbehaves";
      case NOT_OWNER -> "NotAnOwner";
      case ABSENT -> "NotFound";
      case CONFLICT -> "Conflict";
    };
  }
}
