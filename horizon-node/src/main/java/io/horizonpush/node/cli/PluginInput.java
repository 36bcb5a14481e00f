package io.horizonpush.node.cli;

import io.horizonpush.node.config.Secret;
import io.horizonpush.wasm.abi.ConfigSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the commands of plugins read. Stateless. */
final class PluginInput {

  private static final long LONGEST_PLUGIN = 16 << 20;

  private PluginInput() {}

  /** Settings that are given as they are, or in a file whose name comes behind an at sign. */
  static Secret settings(Console console, String given) {
    if (given.equals("@-")) {
      return new Secret(console.input());
    }
    return new Secret(
        given.startsWith("@")
            ? new String(
                read(given.substring(1), ConfigSchema.LONGEST_SETTINGS), StandardCharsets.UTF_8)
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
    Path file = path(name);
    try {
      if (Files.isDirectory(file)) {
        throw new CliException("%s is a folder: a file in it is wanted".formatted(file));
      }
      if (Files.size(file) > longest) {
        throw new CliException("%s has more than %d KiB".formatted(file, longest >> 10));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new CliException("there is no file " + file, e);
    } catch (IOException e) {
      throw new CliException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** A file's name, if it is one: whoever gives something else is told so. */
  static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new CliException("this is no name of a file", e);
    }
  }
}
