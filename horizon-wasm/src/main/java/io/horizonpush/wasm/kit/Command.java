package io.horizonpush.wasm.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Programs of the machine: where they are, and running them. Stateless. */
final class Command {

  private Command() {}

  /** What a program printed: its result, and what it had to say beside that. */
  record Printed(String out, String err) {}

  /** Every program of a name, in the order in which a shell would look for it. */
  static List<Path> all(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/bin"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .distinct()
        .toList();
  }

  /** The first program of a name. */
  static Optional<Path> find(String name) {
    return all(name).stream().findFirst();
  }

  /**
   * Runs a program in a folder.
   *
   * @throws BuildException with what it printed, if it fails
   */
  static Printed run(Path folder, Map<String, String> environment, List<String> command) {
    Path errors = null;
    try {
      errors = Files.createTempFile("horizonpush-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      Printed printed = new Printed(out, Files.readString(errors));
      if (status != 0) {
        throw new BuildException(
            folder + " is not built: " + command.getFirst() + " failed", out + printed.err());
      }
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuildException(command.getFirst() + " was interrupted", e);
    } finally {
      deleteIfThere(errors);
    }
  }

  private static void deleteIfThere(@Nullable Path file) {
    try {
      if (file != null) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command of a program and arguments. */
  static List<String> of(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return command;
  }
}
