package io.horizonpush.node.cli;

import picocli.CommandLine.Option;

/** The options of every command. */
final class CommonOptions {

  @Option(names = "--json", description = "Write JSON, for programs.")
  boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  private boolean help;
}
