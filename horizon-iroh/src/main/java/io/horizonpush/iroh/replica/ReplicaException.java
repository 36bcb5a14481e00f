package io.horizonpush.iroh.replica;

/** A bucket's document could not be read or written. */
public final class ReplicaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ReplicaException(String message) {
    super(message);
  }

  public ReplicaException(String message, Throwable cause) {
    super(message, cause);
  }
}
