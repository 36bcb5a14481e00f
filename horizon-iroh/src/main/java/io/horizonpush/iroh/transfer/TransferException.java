package io.horizonpush.iroh.transfer;

/** A transfer that is not there, or with which that cannot be done which somebody asks for. */
public final class TransferException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** There is none of this number, or none any more. */
    UNKNOWN,
    /** It is not in the state for it, or not of a kind that can be treated so. */
    NOT_POSSIBLE
  }

  TransferException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static TransferException unknown(long id) {
    return new TransferException(
        Reason.UNKNOWN, "there is no transfer %d, or none any more".formatted(id));
  }

  public Reason reason() {
    return reason;
  }
}
