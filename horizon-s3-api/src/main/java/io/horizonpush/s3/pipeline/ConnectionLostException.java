package io.horizonpush.s3.pipeline;

/** The client went away, or was too slow, while its answer was being sent. Nobody can be told. */
public final class ConnectionLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ConnectionLostException() {
    super("The connection was closed while the answer was being sent", null, false, false);
  }
}
