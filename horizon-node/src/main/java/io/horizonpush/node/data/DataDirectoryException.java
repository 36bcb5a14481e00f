package io.horizonpush.node.data;

/** A data directory that cannot be used. The message says why and what to do. */
public final class DataDirectoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DataDirectoryException(String message) {
    super(message);
  }

  public DataDirectoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
