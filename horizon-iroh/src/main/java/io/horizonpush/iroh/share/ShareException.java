package io.horizonpush.iroh.share;

/** A ticket, or a change of members, is refused. The message is for whoever asked. */
public final class ShareException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why something is refused. */
  public enum Reason {
    /** The text is no ticket at all. */
    NO_TICKET,
    /** The end of the ticket is missing. */
    TRUNCATED,
    /** Some of the ticket is not as it was made. */
    ALTERED,
    /** The ticket has a form that this node does not know. */
    OTHER_VERSION,
    /** The ticket is for something else than a bucket. */
    OTHER_KIND,
    /** Its time is over. */
    EXPIRED,
    /** An owner took it back. */
    REVOKED,
    /** It has admitted as many nodes as it was made for. */
    USED_UP,
    /** It was made for another node. */
    FOR_ANOTHER,
    /** An owner has decided about this node since: it needs a ticket made for it. */
    REMOVED,
    /** The members know nothing of it. */
    UNKNOWN,
    /** This node made it, or is named in it. */
    OWN,
    /** A bucket of this node has the name already. */
    NAME_TAKEN,
    /** No member that may admit was reached. */
    UNREACHABLE,
    /** What the member answers is not what a member answers. */
    PROTOCOL,
    /** This node may not decide that. */
    NOT_OWNER,
    /** There is no such member, ticket or shared bucket. */
    ABSENT,
    /** It would lose something, or makes no sense as things are. */
    CONFLICT
  }

  public ShareException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public ShareException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
