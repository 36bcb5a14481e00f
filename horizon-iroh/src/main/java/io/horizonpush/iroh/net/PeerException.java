package io.horizonpush.iroh.net;

/** Something between this node and another did not work. */
public final class PeerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why it did not work. */
  public enum Reason {
    /** The other node does not answer. */
    UNREACHABLE,
    /** It answers and does not want to, or is another node. */
    REFUSED,
    /** It takes too long. */
    TIMEOUT,
    /** Either end has closed the connection or given the stream up. */
    CLOSED,
    /** It sent more than is taken, or what is no frame. */
    TOO_LONG,
    /** It said something that no node says that keeps to the protocol. */
    PROTOCOL,
    /** This node cannot. */
    FAILED
  }

  public PeerException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public PeerException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
