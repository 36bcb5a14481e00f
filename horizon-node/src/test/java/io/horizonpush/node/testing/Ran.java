package io.horizonpush.node.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that has ended, and what it wrote. */
public record Ran(int code, String out, String err) {

  private static final int TIMEOUT_SECONDS = 60;

  /** Runs a command to its end. */
  public static Ran run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    return run(NodeJar.process(command, environment));
  }

  public static Ran run(ProcessBuilder builder) throws IOException, InterruptedException {
    Path out = Files.createTempFile("horizon", ".out");
    Path err = Files.createTempFile("horizon", ".err");
    try {
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running: " + builder.command());
      }
      return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Runs the jar's command line with this Java. */
  public static Ran horizon(String... arguments) throws IOException, InterruptedException {
    return run(NodeJar.command(arguments), Map.of());
  }
}
