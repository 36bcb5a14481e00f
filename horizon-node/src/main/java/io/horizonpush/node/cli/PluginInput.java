package io.horizonpush.node.cli;

import io.horizonpush.node.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the commands of plugins read. Stateless. */
final class PluginInput {

  private static final long LONGEST_SETTINGS = 48 << 10;
  private static final long LONGEST_PLUGIN = 16 << 20;

  private PluginInput() {}

  /** Settings that are given as they are, or in a file whose name comes behind an at sign. */
  static Secret settings(Console console, String given) {
    if (given.equals("@-")) {
      return new Secret(console.input());
    }
    return new Secret(
        given.startsWith("@")
            ? new String(read(given.substring(1), LONGEST_SETTINGS), StandardCharsets.UTF_8)
            : given);
  }

  /** Whether settings stand on the command line, where others may read them. */
  static boolean isOnTheCommandLine(String given) {
    return !given.startsWith("@");
  }

  /** The bytes of a plugin. */
  static byte[] plugin(String file) {
    return read(file, LONGEST_PLUGIN);
  }

  static byte[] read(String name, long longest) {
    Path file = Path.of(name);
    try {
      if (Files.size(file) > longest) {
        throw new CliException("%s has more than %d KiB".formatted(file, longest >> 10));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CliException("%s cannot be read: %s".formatted(file, e), e);
    }
  }
}
