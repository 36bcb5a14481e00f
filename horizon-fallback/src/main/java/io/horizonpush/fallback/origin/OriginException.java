package io.horizonpush.fallback.origin;

/**
 * That an origin did not do what it was asked to.
 *
 * <p>Its message is one line for an operator and says what to do where somebody can. It is made
 * from statuses and error codes alone, and has no exception of an SDK as its cause: their messages
 * hold signatures, URLs with tokens, and the names of keys.
 */
public final class OriginException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient OriginFault fault;

  public OriginException(OriginFault fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** For settings that cannot work. */
  public static OriginException misconfigured(String message) {
    return new OriginException(new OriginFault.Misconfigured(), message);
  }

  /** For an answer or a body that is not what was asked for. */
  public static OriginException broken(String message) {
    return new OriginException(new OriginFault.Broken(), message);
  }

  /** For what is refused because something else is there than was expected. */
  public static OriginException changed() {
    return new OriginException(
        new OriginFault.Changed(), "somebody else wrote to the same key of the origin");
  }

  /** What it means. */
  public OriginFault fault() {
    return fault;
  }
}
