package io.horizonpush.node.process;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs other programs to their end. */
public final class Commands {

  /** What a program left. */
  public record Result(int exitCode, String out, String err) {

    @Override
    public String toString() {
      return "exit code " + exitCode + "\n" + out + "\n" + err;
    }
  }

  private Commands() {}

  public static Result run(List<String> command) {
    return run(command, Map.of(), Path.of("."));
  }

  /** Runs a program with further environment in a folder, at most ten minutes. */
  public static Result run(List<String> command, Map<String, String> environment, Path folder) {
    return run(command, environment, folder, "");
  }

  /** Runs a program that reads something from its standard input. */
  static Result runWith(String input, List<String> command) {
    return run(command, Map.of(), Path.of("."), input);
  }

  private static Result run(
      List<String> command, Map<String, String> environment, Path folder, String input) {
    try {
      Path out = Files.createTempFile("command", ".out");
      Path err = Files.createTempFile("command", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      try (BufferedWriter in = process.outputWriter(StandardCharsets.UTF_8)) {
        in.write(input);
      }
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " did not end within ten minutes");
      }
      Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A program in the virtual environment of test clients. */
  public static String python(String program) {
    String venv =
        System.getenv()
            .getOrDefault(
                "HORIZON_VENV", System.getProperty("user.home") + "/.cache/horizonpush/venv");
    return Path.of(venv, "bin", program).toString();
  }
}
