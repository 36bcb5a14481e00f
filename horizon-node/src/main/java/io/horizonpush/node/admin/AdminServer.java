package io.horizonpush.node.admin;

import io.horizonpush.node.config.HostPort;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.node.tls.ServerTls;
import io.horizonpush.s3.http.HttpLimits;
import io.horizonpush.s3.http.HttpServer;
import io.horizonpush.s3.request.TrustedProxies;
import io.horizonpush.s3.store.BodyMemory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The HTTP server of the admin API. It shares no thread, connection or memory with the S3 server,
 * so that it answers while that is flooded.
 */
public final class AdminServer implements AutoCloseable {

  private static final int CONNECTIONS = 128;

  /** For bodies between the network and who reads them; those of the admin API are short. */
  private static final long MEMORY = 1 << 20;

  private final HttpServer server;

  private AdminServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens and answers.
   *
   * @param tls of the port, if it speaks TLS
   * @throws IOException if it cannot listen there; the message says where and why
   */
  public static AdminServer start(
      NodeConfig.Admin config,
      Optional<ServerTls> tls,
      AdminTokens tokens,
      AdminControls controls,
      NodeMetrics metrics)
      throws IOException {
    AdminGate gate = new AdminGate(tls.isPresent(), tokens, config.metricsWithoutToken());
    AdminService service = new AdminService(gate, new AdminRoutes(controls, metrics));
    HttpServer server =
        HttpServer.start(
            new HttpServer.Port(
                config.address().toSocketAddress(),
                tls.map(each -> each::engine),
                HttpServer.Transport.NATIVE),
            service::serve,
            limits(),
            TrustedProxies.NONE,
            new BodyMemory(MEMORY));
    return new AdminServer(server);
  }

  /** A head is a few lines; whoever takes long for it makes room for others before its time. */
  private static HttpLimits limits() {
    HttpLimits usual = HttpLimits.defaults();
    HttpLimits.Deadlines deadlines = usual.deadlines();
    return new HttpLimits(
        usual.sizes(),
        new HttpLimits.Deadlines(
            Duration.ofSeconds(5),
            deadlines.idle(),
            deadlines.responseStall(),
            deadlines.linger(),
            deadlines.body()),
        new HttpLimits.Connections(CONNECTIONS, CONNECTIONS));
  }

  /** Where it listens, with the port it really has. */
  public HostPort address() {
    InetSocketAddress bound = server.address();
    return new HostPort(bound.getAddress().getHostAddress(), bound.getPort());
  }

  /** Stops listening; requests that still run are cut. */
  @Override
  public void close() {
    server.close(Duration.ZERO);
  }
}
