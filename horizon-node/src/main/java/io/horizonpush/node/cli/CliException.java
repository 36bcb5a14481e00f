package io.horizonpush.node.cli;

/** A failure of a command. The message is one line for people. */
final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CliException(String message) {
    this(message, ExitCode.FAILURE);
  }

  /**
   * @param exitCode that the process ends with
   */
  CliException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  CliException(String message, Throwable cause) {
    super(message, cause);
    this.exitCode = ExitCode.FAILURE;
  }

  int exitCode() {
    return exitCode;
  }
}
