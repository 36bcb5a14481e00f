package io.horizonpush.wasm.registry;

/** The registry does not do what it is asked to, and all is as it was before. Says why. */
public final class RegistryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why something is refused. */
  public enum Reason {
    /** There is no such entry or version. */
    UNKNOWN,
    /** The name belongs to another plugin. */
    TAKEN,
    /** It asks for what was not granted. */
    NOT_GRANTED,
    /** Somebody else signed it, or nobody did. */
    PUBLISHER,
    /** The chain does not take it: it does not start, or there is no room for it. */
    NOT_STARTED,
    /** This node runs no plugins. */
    OFF
  }

  RegistryException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  RegistryException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
