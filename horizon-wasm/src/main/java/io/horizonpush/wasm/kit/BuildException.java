package io.horizonpush.wasm.kit;

/** A project that cannot be made or built; the message says what to do about it. */
public final class BuildException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public BuildException(String message) {
    super(message);
  }

  public BuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
