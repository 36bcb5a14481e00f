package io.horizonpush.wasm.engine;

/**
 * A plugin failed. Has no stack trace: what a plugin does a thousand times a second must not cost
 * the node a walk over the stack each time.
 */
public final class GuestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient GuestFailure failure;

  public GuestException(GuestFailure failure) {
    super(failure.text(), null, false, false);
    this.failure = failure;
  }

  public GuestFailure failure() {
    return failure;
  }
}
