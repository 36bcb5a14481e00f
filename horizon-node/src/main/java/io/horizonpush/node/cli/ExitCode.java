package io.horizonpush.node.cli;

/** The codes that the process ends with. */
final class ExitCode {

  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;

  /** EX_CONFIG of sysexits.h. */
  static final int CONFIG = 78;

  private ExitCode() {}
}
