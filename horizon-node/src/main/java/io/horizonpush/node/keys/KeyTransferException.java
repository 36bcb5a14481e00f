package io.horizonpush.node.keys;

/** An exported key is refused. The message is for whoever imports it, and has nothing of it. */
public final class KeyTransferException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why an exported key is refused. */
  public enum Reason {
    /** The text is no exported key at all. */
    NO_KEY,
    /** Its end is missing. */
    TRUNCATED,
    /** Some of it is not as it was made. */
    ALTERED,
    /** It has a form that this node does not know. */
    OTHER_VERSION,
    /** It was made for another node. */
    FOR_ANOTHER,
    /** It was made by a node whose word this one does not take unasked, or not by the one named. */
    AUTHOR,
    /** This node has the key with another secret, owner or rights. */
    DIFFERENT,
    /** The key was revoked here. */
    REVOKED,
    /** What its owner is called, or its id, is that of another owner here. */
    OWNER_TAKEN
  }

  public KeyTransferException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
