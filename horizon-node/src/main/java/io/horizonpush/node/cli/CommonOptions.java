package io.horizonpush.node.cli;

import picocli.CommandLine.Option;

/** The options of every command. */
final class CommonOptions {

  @Option(names = "--json", description = "Write JSON, for programs.")
  boolean json;
}
