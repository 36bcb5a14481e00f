package io.horizonpush.iroh.share;

import io.horizonpush.iroh.share.ShareException.Reason;
import java.util.Arrays;
import java.util.Optional;

/** Why a member does not admit a node: a number on the wire, and words of this node. */
enum JoinRefusal {
  EXPIRED(1, Reason.EXPIRED, "The ticket has expired: ask for a new one."),
  REVOKED(2, Reason.REVOKED, "The ticket was revoked: ask for a new one."),
  USED_UP(3, Reason.USED_UP, "The ticket has admitted all the nodes that it was made for."),
  FOR_ANOTHER(4, Reason.FOR_ANOTHER, "The ticket was made for another node."),
  REMOVED(
      5,
      Reason.REMOVED,
      "An owner has removed this node from the bucket: ask for a ticket that is made for it"
          + " (ticket export BUCKET --for NODE)."),
  /**
   * The member does not know the bucket or the share, or not yet: another may. Nor does it say more
   * to a node that does not prove to have the ticket.
   */
  UNKNOWN(6, Reason.UNKNOWN, "The members do not know the ticket, or not yet."),
  /** The member is not the one that counts the uses. */
  NOT_ISSUER(
      7, Reason.UNREACHABLE, "Only the node that made the ticket admits by it, for it counts."),
  /** The member may not admit. */
  MAY_NOT(8, Reason.UNREACHABLE, "It may not admit others."),
  /** The member has too many who join now. */
  BUSY(9, Reason.UNREACHABLE, "Too many nodes join there at this moment.");

  private final int code;
  private final Reason reason;
  private final String words;

  JoinRefusal(int code, Reason reason, String words) {
    this.code = code;
    this.reason = reason;
    this.words = words;
  }

  /** The number on the wire, which is never used again for another. */
  int code() {
    return code;
  }

  static Optional<JoinRefusal> of(long code) {
    return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
  }

  /** Whether another member might admit nevertheless. */
  boolean isOfThisMember() {
    return switch (this) {
      case UNKNOWN, NOT_ISSUER, MAY_NOT, BUSY -> true;
      case EXPIRED, REVOKED, USED_UP, FOR_ANOTHER, REMOVED -> false;
    };
  }

  String words() {
    return words;
  }

  ShareException toException() {
    return new ShareException(reason, words);
  }
}
