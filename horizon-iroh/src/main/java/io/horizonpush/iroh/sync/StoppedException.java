package io.horizonpush.iroh.sync;

/** This node takes no more from another; the message tells an operator why and what to do. */
final class StoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoppedException(String message) {
    super(message);
  }

  StoppedException(String message, Throwable cause) {
    super(message, cause);
  }
}
