package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.testing.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, started from the jar on ports that the system chooses. */
public final class NodeUnderTest implements AutoCloseable {

  /** Some commands read all that there is. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Process process;
  private final Path dataDirectory;
  private final JsonNode banner;
  private final Path log;

  private NodeUnderTest(Process process, Path dataDirectory, JsonNode banner, Path log) {
    this.process = process;
    this.dataDirectory = dataDirectory;
    this.banner = banner;
    this.log = log;
  }

  /** Starts a node and waits until it is ready. */
  public static NodeUnderTest start(Path dataDirectory, String... options) {
    return start(List.of(), dataDirectory, options);
  }

  /**
   * Starts a node below another program.
   *
   * @param prefix that program and its arguments
   */
  public static NodeUnderTest start(List<String> prefix, Path dataDirectory, String... options) {
    List<String> launch = new ArrayList<>(prefix);
    launch.add(java());
    return launch(launch, Map.of(), dataDirectory, options);
  }

  /** Starts a node with further variables in its environment. */
  public static NodeUnderTest startWith(
      Map<String, String> environment, Path dataDirectory, String... options) {
    return launch(List.of(java()), environment, dataDirectory, options);
  }

  /** Starts a node with another Java, which looks for a newer one in {@code JAVA_HOME}. */
  static NodeUnderTest startUnder(Path java, Path dataDirectory, String... options) {
    Map<String, String> environment = Map.of("JAVA_HOME", System.getProperty("java.home"));
    return launch(List.of(java.toString()), environment, dataDirectory, options);
  }

  /** Begins to start a node and waits for nothing. */
  static Process spawn(Path dataDirectory) {
    try {
      Path log = Files.createTempFile("horizon-node", ".log");
      Process process = spawn(command(List.of(java()), dataDirectory), Map.of(), log);
      drain(process.inputReader(StandardCharsets.UTF_8));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process spawn(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.to(log.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static List<String> command(List<String> java, Path dataDirectory, String... options) {
    List<String> command = new ArrayList<>(java);
    // A disk that loses its power below a mapped file ends the process with a signal.
    command.addAll(List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null"));
    command.addAll(List.of("-jar", jar().toString(), "start-server", "--json"));
    command.addAll(List.of("--data-dir", dataDirectory.toString(), "--set", "log.access=off"));
    command.addAll(List.of(options));
    if (List.of(options).stream().noneMatch(option -> option.startsWith("--admin-address"))) {
      command.addAll(List.of("--admin-address", "127.0.0.1:0"));
    }
    if (!command.contains("--s3-address")) {
      command.addAll(List.of("--s3-address", "127.0.0.1:0"));
    }
    return command;
  }

  private static NodeUnderTest launch(
      List<String> java, Map<String, String> environment, Path dataDirectory, String... options) {
    List<String> command = command(java, dataDirectory, options);
    try {
      Path log = Files.createTempFile("horizon-node", ".log");
      Process process = spawn(command, environment, log);
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String line = out.readLine();
      if (line == null) {
        throw new IllegalStateException("the node did not start: " + Files.readString(log));
      }
      drain(out);
      return new NodeUnderTest(process, dataDirectory, Json.read(line), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads on what a node prints, which is of no interest here and must not fill the pipe. On a
   * platform thread: to read from a process holds the carrier of a virtual one, and a few nodes
   * would hold all there are.
   */
  private static void drain(BufferedReader out) {
    Thread.ofPlatform().daemon().name("output of a node").start(() -> readOn(out));
  }

  private static void readOn(BufferedReader out) {
    try (out) {
      while (out.readLine() != null) {
        // The node's log.
      }
    } catch (IOException e) {
      // The process is gone, and its output with it.
    }
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  public static Path jar() {
    return Path.of(System.getProperty("horizon.jar", "target/horizon-node.jar")).toAbsolutePath();
  }

  /** The S3 endpoint as users write it, with its path. */
  public URI s3() {
    return URI.create(banner.at("/status/endpoints/s3-url").asText() + "/s3");
  }

  /** The admin endpoint. */
  public URI admin() {
    return URI.create(banner.at("/status/endpoints/admin-url").asText());
  }

  /** The page of metrics. */
  public String metrics() {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(admin().resolve("/metrics"))
                  .header("Authorization", "Bearer " + adminToken())
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String adminToken() throws IOException {
    return Files.readString(dataDirectory.resolve("admin.token")).strip();
  }

  /** What the admin API answers to a read. */
  public JsonNode ask(String path) {
    return admin(path, HttpRequest.newBuilder().GET());
  }

  /** What the admin API answers to a command. */
  public JsonNode order(String path, String json) {
    return admin(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  /** What the admin API answers to a change of what is there. */
  JsonNode change(String path, String json) {
    return admin(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
  }

  private JsonNode admin(String path, HttpRequest.Builder request) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              request
                  .uri(admin().resolve(path))
                  .header("Authorization", "Bearer " + adminToken())
                  .timeout(PATIENCE)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
      }
      return Json.read(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What it said when it was ready. */
  JsonNode banner() {
    return banner;
  }

  /** What it wrote to standard error so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path dataDirectory() {
    return dataDirectory;
  }

  public long pid() {
    return process.pid();
  }

  /** The root key's id, at the start that made it. */
  public String rootAccessKeyId() {
    return banner.at("/root-key/access-key").asText();
  }

  /** The root key's secret, at the start that made it. */
  public String rootSecretAccessKey() {
    return banner.at("/root-key/secret-key").asText();
  }

  /** Ends the process as {@code kill -9} does. */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks the process to end. */
  public int stop() {
    process.destroy();
    return awaitEnd();
  }

  /** Waits for the end of the process: the code that it ends with. */
  int awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the node did not end within 60 s");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends the process a signal, such as {@code HUP}. */
  public void signal(String name) {
    Commands.run(List.of("kill", "-" + name, Long.toString(process.pid())));
  }

  /** Runs a command of the jar that needs no data directory. */
  public static Commands.Result jarCommand(String... arguments) {
    List<String> command = new ArrayList<>(List.of(java(), "-jar", jar().toString()));
    command.addAll(List.of(arguments));
    return Commands.run(command);
  }

  /** Runs another command of the jar against this node's data directory. */
  public Commands.Result command(String... arguments) {
    return command(dataDirectory, arguments);
  }

  /** Runs another command of the jar that reads something from its standard input. */
  public Commands.Result commandWith(String input, String... arguments) {
    return Commands.runWith(input, command(dataDirectory, List.of(arguments)));
  }

  /** What another command of the jar prints, which has to succeed. */
  public String run(String... arguments) {
    Commands.Result ran = command(arguments);
    assertThat(ran.exitCode()).as(ran.toString()).isZero();
    return ran.out();
  }

  /** Runs a command of the jar against a data directory. */
  static Commands.Result command(Path dataDirectory, String... arguments) {
    return Commands.run(command(dataDirectory, List.of(arguments)));
  }

  private static List<String> command(Path dataDirectory, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(java(), "-jar", jar().toString()));
    command.addAll(arguments);
    command.addAll(List.of("--data-dir", dataDirectory.toString()));
    return command;
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
