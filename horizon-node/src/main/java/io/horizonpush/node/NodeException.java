package io.horizonpush.node;

/**
 * A failure that keeps the node from starting or going on. The message is one line that says why
 * and what to do.
 */
public final class NodeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
