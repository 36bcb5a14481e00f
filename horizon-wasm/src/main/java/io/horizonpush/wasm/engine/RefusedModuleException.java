package io.horizonpush.wasm.engine;

/** A module is malformed, uses what plugins may not use, or is over a limit. Says what it is. */
public final class RefusedModuleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RefusedModuleException(String message) {
    super(message);
  }

  public RefusedModuleException(String message, Throwable cause) {
    super(message, cause);
  }
}
