package io.horizonpush.node.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.testing.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A folder that forgets, on command, whatever was not synced: a file system in user space, run by
 * the program that {@code HORIZON_POWERCUT} names.
 */
final class PowerCutDisk implements AutoCloseable {

  private final String program;
  private final Process process;
  private final Path mount;
  private final Path control;

  private PowerCutDisk(String program, Process process, Path mount, Path control) {
    this.program = program;
    this.process = process;
    this.mount = mount;
    this.control = control;
  }

  /** The program, where there is one and this machine can mount with it. */
  static Optional<String> program() {
    return Optional.ofNullable(System.getenv("HORIZON_POWERCUT"))
        .filter(each -> Files.isExecutable(Path.of(each)))
        .filter(each -> Files.exists(Path.of("/dev/fuse")));
  }

  /** Mounts an empty disk below a folder. */
  static PowerCutDisk mount(String program, Path folder, String... options) {
    try {
      Files.createDirectories(folder);
      Path backing = Files.createDirectories(folder.resolve("backing"));
      Path mount = Files.createDirectories(folder.resolve("mount"));
      Path control = folder.resolve("control");
      List<String> command = new ArrayList<>(List.of(program));
      command.addAll(List.of(options));
      command.addAll(List.of("-ctl", control.toString(), backing.toString(), mount.toString()));
      Process process =
          new ProcessBuilder(command).redirectError(folder.resolve("disk.log").toFile()).start();
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      if (!"ready".equals(out.readLine())) {
        throw new IllegalStateException(
            "cannot mount: " + Files.readString(folder.resolve("disk.log")));
      }
      return new PowerCutDisk(program, process, mount, control);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return mount;
  }

  /** The power fails: everything that was not synced is gone, and every request fails. */
  void cut() {
    send("cut");
  }

  /** The power is back. */
  void restore() {
    send("restore");
  }

  /** What may fail. */
  enum Failure {
    /** With it everything is lost that it was to make durable. */
    FSYNC_OF_A_FILE("fsync", List.of()),
    FSYNC_OF_A_DIRECTORY("dirfsync", List.of()),
    WRITE_TO_A_BROKEN_DISK("write", List.of("EIO")),
    WRITE_TO_A_FULL_DISK("write", List.of("ENOSPC"));

    private final String word;
    private final List<String> how;

    Failure(String word, List<String> how) {
      this.word = word;
      this.how = how;
    }
  }

  /** Makes the n-th of its kind from now fail once. */
  void fail(Failure what, int n) {
    List<String> line = new ArrayList<>(List.of("fail", what.word, Integer.toString(n)));
    line.addAll(what.how);
    send(line.toArray(String[]::new));
  }

  /** Calls off a failure that did not come yet. */
  void clear() {
    send("clear");
  }

  /** How many failures came. */
  long failures() {
    return stats().path("injected_failures").asLong();
  }

  /** How much the last cut made forgotten: bytes and changes of directories. */
  long dropped() {
    JsonNode stats = stats();
    return stats.path("dropped_bytes").asLong() + stats.path("dropped_dir_ops").asLong();
  }

  private JsonNode stats() {
    return Json.read(send("stats"));
  }

  private String send(String... line) {
    List<String> command = new ArrayList<>(List.of(program, "-send", control.toString()));
    command.addAll(List.of(line));
    Commands.Result result = Commands.run(command);
    if (result.exitCode() != 0) {
      throw new IllegalStateException(String.join(" ", line) + ": " + result);
    }
    return result.out();
  }

  @Override
  public void close() {
    Commands.run(List.of("umount", mount.toString()));
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
