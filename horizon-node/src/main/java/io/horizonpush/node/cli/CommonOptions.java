package io.horizonpush.node.cli;

import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options of every command. */
final class CommonOptions {

  static final String JSON = "--json";

  @Option(names = JSON, description = "Write JSON, for programs, also what is wrong.")
  boolean json;

  /**
   * Shows what a command has to say.
   *
   * @param people writes it in words
   */
  <T> void show(Console console, T value, Consumer<T> people) {
    if (json) {
      console.json(value);
    } else {
      people.accept(value);
    }
  }
}
