package io.horizonpush.node.trust;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real nginx or Caddy in front of a node, under the user that its package made for it. A test is
 * skipped, and counted, where it is not installed or cannot have its user.
 */
final class ReverseProxy implements AutoCloseable {

  /** Stands for the port in a configuration. */
  static final String PORT = "@PORT@";

  private static final int ATTEMPTS = 5;

  private final Process process;
  private final int port;

  private ReverseProxy(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Debian's nginx, which works as www-data, with some servers. */
  static ReverseProxy nginx(Path folder, String servers) {
    SystemUser.assumeRoot();
    Path program = Programs.installed("nginx");
    String configuration =
        """
        user www-data;
        daemon off;
        worker_processes 1;
        pid %s/nginx.pid;
        error_log stderr;
        events { }
        http {
        access_log off;
        %s
        }
        """
            .formatted(folder, servers);
    Path file = folder.resolve("nginx.conf");
    return start(
        file, configuration, List.of(program.toString(), "-c", file.toString(), "-e", "stderr"));
  }

  /** Debian's Caddy under its own user, with some sites. */
  static ReverseProxy caddy(Path folder, String sites) {
    Path program = Programs.installed("caddy");
    SystemUser user = SystemUser.named("caddy");
    String configuration =
        """
        {
          admin off
          auto_https disable_redirects
          skip_install_trust
        }
        %s
        """
            .formatted(sites);
    try {
      Path home = user.own(folder.resolve("caddy"));
      Path file = home.resolve("Caddyfile");
      List<String> command =
          Stream.concat(
                  user.prefix().stream(),
                  Stream.of(
                      "env",
                      "HOME=" + home,
                      program.toString(),
                      "run",
                      "--adapter",
                      "caddyfile",
                      "--config",
                      file.toString()))
              .toList();
      return start(file, configuration, command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReverseProxy start(Path file, String configuration, List<String> command) {
    try {
      for (int attempt = 1; ; attempt++) {
        int port = freePort();
        Files.writeString(file, configuration.replace(PORT, Integer.toString(port)));
        Path log = Files.createTempFile("proxy", ".log");
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await().atMost(30, TimeUnit.SECONDS).until(() -> !process.isAlive() || answers(port));
        if (process.isAlive()) {
          return new ReverseProxy(process, port);
        }
        // Somebody else may have taken the port in between.
        if (attempt == ATTEMPTS) {
          throw new IllegalStateException(Files.readString(log));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean answers(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
