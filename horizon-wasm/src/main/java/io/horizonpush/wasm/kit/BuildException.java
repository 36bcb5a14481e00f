package io.horizonpush.wasm.kit;

/** A project that cannot be made or built; the message says what to do about it. */
public final class BuildException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String output;

  public BuildException(String message) {
    this(message, "");
  }

  /**
   * @param output what a compiler printed, on lines as it wrote them
   */
  BuildException(String message, String output) {
    super(message);
    this.output = output;
  }

  public BuildException(String message, Throwable cause) {
    super(message, cause);
    this.output = "";
  }

  /** What a compiler printed, to be shown before the message; nothing if none was asked. */
  public String output() {
    return output;
  }
}
