package io.horizonpush.node.cli;

/** A failure of a command. The message is one line for people, which others may come before. */
final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String before;

  CliException(String message) {
    this(message, ExitCode.FAILURE);
  }

  /**
   * @param exitCode that the process ends with
   */
  CliException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
    this.before = "";
  }

  CliException(String message, Throwable cause) {
    this(message, "", cause);
  }

  /**
   * @param before lines that somebody else wrote, such as a compiler
   */
  CliException(String message, String before, Throwable cause) {
    super(message, cause);
    this.exitCode = ExitCode.FAILURE;
    this.before = before;
  }

  /** Lines to be shown before the message; mostly none. */
  String before() {
    return before;
  }

  int exitCode() {
    return exitCode;
  }
}
