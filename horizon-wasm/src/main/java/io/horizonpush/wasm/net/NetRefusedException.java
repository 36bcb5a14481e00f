package io.horizonpush.wasm.net;

import java.io.IOException;

/** A request was refused by this node, whatever its server would say. */
public final class NetRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  NetRefusedException(Reason reason) {
    super(reason.name());
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Why. */
  public enum Reason {
    /** The server's address is not public. */
    ADDRESS,
    /** The answer is longer than answers may be. */
    TOO_LARGE
  }
}
