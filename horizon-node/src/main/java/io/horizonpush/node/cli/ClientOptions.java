package io.horizonpush.node.cli;

import io.horizonpush.node.config.Flags;
import io.horizonpush.node.config.HostPort;
import io.horizonpush.node.config.LoadedConfig;
import io.horizonpush.node.data.DataDirectory;
import io.horizonpush.node.tls.PinnedCertificate;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options by which a command finds a node. */
final class ClientOptions {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The node's data directory, which holds the admin token.")
  private String dataDir = "";

  @Option(
      names = "--admin-address",
      paramLabel = "HOST:PORT",
      description = "Where the node's admin API listens; else where the data directory says.")
  private String adminAddress = "";

  LoadedConfig load(Console console) {
    return console
        .configLoader()
        .load(
            new Flags()
                .setIfGiven("--data-dir", "data-dir", dataDir)
                .setIfGiven("--admin-address", "admin.address", adminAddress));
  }

  AdminClient connect(Console console) {
    return connect(load(console));
  }

  /**
   * A client of the node that runs on the configured data directory.
   *
   * @throws CliException if none runs there; so the token is never sent to whoever took the port
   *     over
   */
  AdminClient connect(LoadedConfig loaded) {
    Path directory = loaded.config().dataDirectory();
    HostPort address = loaded.config().admin().address();
    if (!loaded.isSet("admin.address")) {
      if (DataDirectory.holder(directory).isEmpty()) {
        throw new CliException(
            "no node is running on "
                + directory
                + " (start one with start-server, or name another --data-dir)");
      }
      address = DataDirectory.lastAdminAddress(directory).orElse(address);
    }
    return new AdminClient(
        address,
        DataDirectory.readAdminToken(directory),
        DataDirectory.adminCertificate(directory).map(PinnedCertificate::parse));
  }
}
