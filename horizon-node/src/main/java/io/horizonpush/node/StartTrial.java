package io.horizonpush.node;

import io.horizonpush.node.config.HostPort;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.data.DataDirectory;
import io.horizonpush.node.origins.NodeOrigins;
import io.horizonpush.node.tls.ServerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The trial of what a start needs besides its settings: the data directory, certificates, ports.
 */
public final class StartTrial {

  private StartTrial() {}

  /**
   * Tries all of it and changes nothing. Ports are left out while a node runs on the data
   * directory, which has them itself.
   *
   * @return the process that runs there, if one does
   * @throws NodeException if a port cannot be listened on
   * @throws io.horizonpush.node.data.DataDirectoryException if the data directory cannot be used
   * @throws io.horizonpush.node.config.ConfigException if a certificate or an origin cannot be used
   */
  public static Optional<String> run(NodeConfig config) {
    Stream.of(config.s3().tls(), config.admin().tls())
        .flatMap(Optional::stream)
        .forEach(ServerTls::load);
    config.origins().forEach(NodeOrigins::settings);
    Optional<String> holder = DataDirectory.tryOut(config.dataDirectory());
    if (holder.isEmpty()) {
      tryPorts(config.s3().address(), config.admin().address());
    }
    return holder;
  }

  /** Both at once, so that they are not the same. */
  private static void tryPorts(HostPort s3, HostPort admin) {
    try (ServerSocket first = new ServerSocket();
        ServerSocket second = new ServerSocket()) {
      bind(first, "s3.address", s3);
      bind(second, "admin.address", admin);
    } catch (IOException e) {
      throw new NodeException("ports cannot be tried: " + e.getMessage(), e);
    }
  }

  private static void bind(ServerSocket socket, String setting, HostPort address) {
    InetSocketAddress resolved = address.toSocketAddress();
    try {
      if (resolved.isUnresolved()) {
        throw new IOException("the name does not resolve");
      }
      socket.setReuseAddress(true);
      socket.bind(resolved);
    } catch (IOException e) {
      throw new NodeException(
          "%s: Cannot listen on %s: %s. Stop the program that uses it, or choose another address."
              .formatted(setting, address, e.getMessage()),
          e);
    }
  }
}
