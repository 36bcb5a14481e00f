package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.process.Commands;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A node on one of two machines, asked from there. Confined to one thread. */
final class Machine implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String BUCKET = "shared";
  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

  private final List<String> prefix;
  private final Path folder;
  private final Path data;
  private String[] options;
  private NodeUnderTest node;

  Machine(Namespaces networks, int number, Path folder, String... options) {
    prefix = networks.on(number);
    this.folder = folder;
    data = folder.resolve("node-" + number);
    this.options = options.clone();
    node = NodeUnderTest.start(prefix, data, options);
  }

  /** Stops the node, does something, and starts it again. */
  void restart(Runnable between) {
    stop();
    between.run();
    start();
  }

  void stop() {
    assertThat(node.stop()).isZero();
  }

  void start() {
    node = NodeUnderTest.start(prefix, data, options);
  }

  /** Has the node start with other options from now on. */
  void set(String... other) {
    options = other.clone();
  }

  /** What a command of the jar prints, which has to succeed. */
  String run(String... words) {
    Commands.Result ran = tried(words);
    assertThat(ran.exitCode()).as(ran.toString()).isZero();
    return ran.out().strip();
  }

  Commands.Result tried(String... words) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = Namespaces.command(prefix, java, "-jar", NodeUnderTest.jar().toString());
    command.addAll(List.of(words));
    command.addAll(List.of("--data-dir", data.toString()));
    return Commands.run(command);
  }

  /** Shares the bucket with another node. */
  void share(Machine other, String mode) {
    if (!exists()) {
      run("bucket", "create", BUCKET);
    }
    other.run("ticket", "import", run("ticket", "export", BUCKET, "--mode", mode));
  }

  private boolean exists() {
    return curl("-I", url("")).out().startsWith("HTTP/1.1 200");
  }

  /** Whether an object was stored. */
  boolean put(String key, byte[] body) {
    try {
      Path file = Files.write(folder.resolve("body"), body);
      return status("-T", file.toString(), url("/" + key)) == 200;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of an object, or those of the error. */
  byte[] get(String key) {
    try {
      Path file = Files.createTempFile(folder, "body", "");
      curl("-o", file.toString(), url("/" + key));
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stores a file. */
  boolean put(String key, Path body) {
    return status("-T", body.toString(), url("/" + key)) == 200;
  }

  /** Reads an object into a file: how long that takes. */
  Duration get(String key, Path body) {
    Commands.Result ran = curl("-f", "-o", body.toString(), "-w", "%{time_total}", url("/" + key));
    assertThat(ran.exitCode()).as(ran.toString()).isZero();
    return Duration.ofMillis(Math.round(Double.parseDouble(ran.out()) * 1000));
  }

  /** The bytes of objects that came from another node since this one was started. */
  long fetchedFrom(Machine other) {
    for (var peer : Json.read(run("status", "--json")).path("peers")) {
      if (peer.path("node").asText().equals(other.id())) {
        return peer.path("fetched-bytes").asLong();
      }
    }
    return 0;
  }

  /** The bytes of objects that came from all others; needs metrics without a token. */
  long fetchedInAll() {
    String page = curl(node.admin().resolve("/metrics").toString()).out();
    return page.lines()
        .filter(line -> line.startsWith("horizon_fetched_bytes_total "))
        .mapToLong(line -> (long) Double.parseDouble(line.split(" ", -1)[1]))
        .findFirst()
        .orElseThrow();
  }

  /** Ends the node without a word. */
  void kill() {
    node.kill();
  }

  /** Writes here and on another node, and waits until each has what was written on the other. */
  void exchange(Machine other, String key) {
    long begun = System.nanoTime();
    String back = "back-" + key;
    assertThat(put(key, new byte[10])).isTrue();
    await().atMost(PATIENCE).until(() -> other.keys().contains(key));
    await().atMost(PATIENCE).until(() -> other.put(back, new byte[10]));
    await().atMost(PATIENCE).until(() -> keys().contains(back));
    System.out.printf("%s went there and back in %.1f s%n", key, (System.nanoTime() - begun) / 1e9);
  }

  /**
   * How long it takes until the first byte of an object's answer is there, all of which has to
   * come.
   */
  Duration firstByte(String key) {
    Commands.Result ran =
        curl("-f", "-o", "/dev/null", "-w", "%{time_starttransfer}", url("/" + key));
    assertThat(ran.exitCode()).as(ran.toString()).isZero();
    return Duration.ofMillis(Math.round(Double.parseDouble(ran.out()) * 1000));
  }

  /** The first thousand keys. */
  Set<String> keys() {
    String page = curl(url("?list-type=2")).out();
    Set<String> keys = new TreeSet<>();
    KEY.matcher(page).results().forEach(found -> keys.add(found.group(1)));
    return keys;
  }

  /** Where this node thinks that another is. */
  String placeOf(Machine other) {
    for (var member : Json.read(run("bucket", "members", BUCKET, "--json")).path("members")) {
      if (member.path("node").asText().equals(other.id())) {
        return member.path("addresses").toString();
      }
    }
    return "";
  }

  String id() {
    return Json.read(run("status", "--json")).at("/endpoints/node-id").asText();
  }

  /** The UDP ports of the node for IPv4: nothing else is on its machine. */
  List<Integer> ports() {
    try (Stream<String> sockets = Files.lines(Path.of("/proc/" + node.pid() + "/net/udp"))) {
      return sockets
          .skip(1)
          .map(line -> line.strip().split("\\s+", -1)[1].split(":", -1)[1])
          .map(port -> Integer.parseInt(port, 16))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return node.pid();
  }

  private int status(String... words) {
    List<String> all = new ArrayList<>(List.of("-o", "/dev/null", "-w", "%{http_code}"));
    all.addAll(List.of(words));
    return Integer.parseInt(curl(all.toArray(String[]::new)).out());
  }

  private Commands.Result curl(String... words) {
    List<String> command = Namespaces.command(prefix, "curl", "-s", "--max-time", "300");
    command.addAll(List.of(words));
    return Commands.run(command, Map.of(), folder);
  }

  private String url(String path) {
    return node.s3() + "/" + BUCKET + path;
  }

  @Override
  public void close() {
    node.close();
  }
}
