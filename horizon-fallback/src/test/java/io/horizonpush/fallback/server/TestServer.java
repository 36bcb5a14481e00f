package io.horizonpush.fallback.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A store that runs as a process of its own on the loopback interface, from a program that {@code
 * .ci/test-tools} put into the cache. Without the program its tests are skipped, and counted.
 */
public final class TestServer implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final Process process;
  private final int port;

  private TestServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The command that starts a store at a port. */
  @FunctionalInterface
  public interface Command {
    List<String> at(int port) throws IOException;
  }

  /** Starts a store and waits until it can be connected to. */
  static TestServer start(Path folder, Command command) {
    try {
      return startAt(freePort(), folder, command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same at a port that it had before. */
  static TestServer startAt(int port, Path folder, Command command) {
    try {
      Path log = folder.resolve("server.log");
      Process process =
          new ProcessBuilder(command.at(port))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      TestServer server = new TestServer(process, port);
      try {
        await(log + " says what is wrong").atMost(START).until(server::isReached);
        return server;
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program in the cache; a test without it is skipped. */
  static Path program(String path) {
    Path program = cache().resolve(path);
    assumeTrue(Files.exists(program), () -> program + " is missing: run .ci/test-tools");
    return program;
  }

  private static Path cache() {
    return variable("HORIZON_CACHE")
        .map(Path::of)
        .orElseGet(
            () ->
                variable("XDG_CACHE_HOME")
                    .map(Path::of)
                    .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                    .resolve("horizonpush"));
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean isReached() {
    if (!process.isAlive()) {
      throw new IllegalStateException("The server ended with " + process.exitValue());
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Where it listens: {@code http://127.0.0.1:port}. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
