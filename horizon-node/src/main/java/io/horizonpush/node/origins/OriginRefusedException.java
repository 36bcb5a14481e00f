package io.horizonpush.node.origins;

/** That something cannot be done with the origins of a node; its message says why. */
public final class OriginRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why not. */
  public enum Reason {
    /** There is no such origin. */
    UNKNOWN,
    /** There is one of that name, or at that place. */
    TAKEN,
    /** A bucket has it. */
    IN_USE,
    /** The configuration file has it. */
    CONFIGURED
  }

  public OriginRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
