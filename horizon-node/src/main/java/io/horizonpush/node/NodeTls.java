package io.horizonpush.node;

import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.data.DataDirectory;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.node.tls.PinnedCertificate;
import io.horizonpush.node.tls.ServerTls;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** The TLS of a node's ports, looked after while it runs. Thread-safe. */
final class NodeTls implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Optional<ServerTls> s3;
  private final Optional<ServerTls> admin;
  private final PeriodicTask task;

  private NodeTls(Optional<ServerTls> s3, Optional<ServerTls> admin) {
    this.s3 = s3;
    this.admin = admin;
    Duration interval = s3.isPresent() || admin.isPresent() ? INTERVAL : Duration.ZERO;
    this.task = PeriodicTask.start("look at certificates", interval, this::look);
  }

  /**
   * Loads what the ports need.
   *
   * @throws io.horizonpush.node.config.ConfigException if it cannot be used
   */
  static NodeTls load(NodeConfig config) {
    return new NodeTls(
        config.s3().tls().map(ServerTls::load), config.admin().tls().map(ServerTls::load));
  }

  Optional<ServerTls> s3() {
    return s3;
  }

  Optional<ServerTls> admin() {
    return admin;
  }

  /** Takes certificates over that have changed. */
  void look() {
    Stream.of(s3, admin).flatMap(Optional::stream).forEach(ServerTls::look);
  }

  /** Shows when the certificates end. */
  void measure(NodeMetrics metrics) {
    s3.ifPresent(tls -> measure(metrics, "s3", tls));
    admin.ifPresent(tls -> measure(metrics, "admin", tls));
  }

  private static void measure(NodeMetrics metrics, String port, ServerTls tls) {
    metrics.gauge(
        "horizon_%s_certificate_end_seconds".formatted(port),
        "When the certificate of the port ends, in seconds since 1970.",
        () -> tls.certificate().getNotAfter().toInstant().getEpochSecond());
  }

  /** Leaves the certificate of the admin port where the commands of this machine find it. */
  void rememberAdmin(DataDirectory directory) {
    Runnable remember =
        () ->
            directory.rememberAdminCertificate(
                admin.map(tls -> new PinnedCertificate(tls.certificate()).pem()));
    remember.run();
    admin.ifPresent(tls -> tls.onChange(remember));
  }

  @Override
  public void close() {
    task.close();
  }
}
