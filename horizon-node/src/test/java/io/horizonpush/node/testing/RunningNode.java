package io.horizonpush.node.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.config.HostPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A node in a process of its own, on free ports, started from the real jar and ready. Killed when
 * closed, if it still runs.
 */
public final class RunningNode implements AutoCloseable {

  private static final int TIMEOUT_SECONDS = 60;

  private final Process process;
  private final JsonNode ready;
  private final Path log;

  private RunningNode(Process process, JsonNode ready, Path log) {
    this.process = process;
    this.ready = ready;
    this.log = log;
  }

  /** Starts a node with this Java. */
  public static RunningNode start(Path dataDirectory, String... arguments) throws IOException {
    return start(NodeJar.thisJava(), dataDirectory, Map.of(), arguments);
  }

  /** Starts a node and waits until it says that it is ready. */
  public static RunningNode start(
      Path java, Path dataDirectory, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> fixed =
        List.of(
            "start-server",
            "--json",
            "--data-dir=" + dataDirectory,
            "--s3-address=127.0.0.1:0",
            "--admin-address=127.0.0.1:0");
    String[] all = Stream.concat(fixed.stream(), Stream.of(arguments)).toArray(String[]::new);
    Path log = dataDirectory.resolveSibling(dataDirectory.getFileName() + ".stderr");
    Process process =
        NodeJar.process(NodeJar.command(java, NodeJar.path(), all), environment)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null) {
      throw new AssertionError("the node did not start: " + Files.readString(log));
    }
    return new RunningNode(process, AdminJson.read(line), log);
  }

  /** What it said when it was ready. */
  public JsonNode ready() {
    return ready;
  }

  public int adminPort() {
    return port("adminUrl");
  }

  public int s3Port() {
    return port("s3Url");
  }

  private int port(String field) {
    return HostPort.parse(ready.path(field).asText().replace("http://", "")).port();
  }

  /** The process that was started; under an old Java that is the launcher's. */
  public long pid() {
    return process.pid();
  }

  /** Everything it wrote to standard error so far. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** Asks it to end (SIGTERM) and answers its exit code. */
  public int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running " + TIMEOUT_SECONDS + " s after SIGTERM");
    }
    return process.exitValue();
  }

  /** Ends it at once (SIGKILL). */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
