package io.horizonpush.node;

import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.node.config.HostPort;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.keys.KeyRing;
import io.horizonpush.node.tls.ServerTls;
import io.horizonpush.s3.access.AccessControl;
import io.horizonpush.s3.auth.Authenticator;
import io.horizonpush.s3.auth.LocalPeers;
import io.horizonpush.s3.auth.SignatureV2Access;
import io.horizonpush.s3.auth.UnsignedSender;
import io.horizonpush.s3.cors.CrossOrigin;
import io.horizonpush.s3.filter.Chain;
import io.horizonpush.s3.filter.Filter;
import io.horizonpush.s3.filter.Identification;
import io.horizonpush.s3.filter.Identifier;
import io.horizonpush.s3.filter.Operation;
import io.horizonpush.s3.http.HttpLimits;
import io.horizonpush.s3.http.HttpServer;
import io.horizonpush.s3.op.Operations;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.pipeline.ErrorRenderer;
import io.horizonpush.s3.pipeline.HealthProbe;
import io.horizonpush.s3.pipeline.LongAnswers;
import io.horizonpush.s3.pipeline.RequestObserver;
import io.horizonpush.s3.pipeline.S3Pipeline;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.Scratch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The S3 side of a node: who may ask, what is asked, and the server that listens. Thread-safe. */
final class S3Front implements AutoCloseable {

  private final HttpServer server;
  private final HostPort address;
  private final Duration drain;

  private S3Front(HttpServer server, HostPort address, Duration drain) {
    this.server = server;
    this.address = address;
    this.drain = drain;
  }

  /**
   * Who may ask.
   *
   * @param keys that requests are signed with
   * @param peers which programs of this machine need not sign
   * @param identifier who else knows senders
   */
  record Senders(KeyRing keys, LocalPeers peers, Identifier identifier) {}

  /**
   * What answers are made of.
   *
   * @param objects as clients get them
   * @param scratch where long ones wait for their clients
   */
  record Sources(NodeStores stores, ObjectStore objects, Scratch scratch) {}

  /**
   * Starts to listen.
   *
   * @param tls of the port, if it speaks TLS
   * @param filters what every request passes before its operation, in this order
   * @throws NodeException if it cannot listen there
   */
  static S3Front start(
      NodeConfig config,
      Optional<ServerTls> tls,
      Senders senders,
      Sources sources,
      List<Filter> filters,
      HealthProbe health,
      RequestObserver observer) {
    NodeConfig.S3 s3 = config.s3();
    NodeStores stores = sources.stores();
    Endpoint endpoint = new Endpoint(lowerCase(s3.names().baseDomains()));
    AccessControl access =
        AccessControl.over(stores.buckets(), stores.objects(), senders.keys()::owner);
    Operation operations =
        new Operations(
            new Operations.Stores(stores.buckets(), sources.objects(), stores.uploads()),
            access,
            s3.names().region().shown());
    S3Pipeline pipeline =
        new S3Pipeline(
            new S3Pipeline.Gates(
                health,
                new CrossOrigin(stores.buckets(), endpoint::bucket),
                authenticator(s3, senders),
                new RequestParser(endpoint, s3.names().strictBucketNames())::parse,
                new Identification(senders.identifier()),
                access.authorizer()),
            new Chain(filters, access.authorizer(), operations),
            new ErrorRenderer(s3.names().region().shown())::render,
            observer,
            new LongAnswers(stores.bodyMemory(), sources.scratch()));
    try {
      HttpServer server =
          HttpServer.start(
              new HttpServer.Port(
                  s3.address().toSocketAddress(),
                  tls.map(each -> each::engine),
                  HttpServer.Transport.NATIVE),
              pipeline::serve,
              limits(s3.limits()),
              s3.trustedProxies(),
              stores.bodyMemory());
      HostPort bound = s3.address().withPort(server.address().getPort());
      return new S3Front(server, bound, config.daemon().drain());
    } catch (IOException e) {
      throw new NodeException("s3.address: " + e.getMessage(), e);
    }
  }

  private static Authenticator authenticator(NodeConfig.S3 s3, Senders senders) {
    return new Authenticator(
        senders.keys(),
        s3.names().region().signed(),
        s3.acceptsUnsigned()
            ? new UnsignedSender.Loopback(senders.keys().root().owner(), senders.peers())
            : new UnsignedSender.Anybody(),
        s3.signatureV2()
            ? new SignatureV2Access.On(new Endpoint(lowerCase(s3.names().baseDomains())))
            : new SignatureV2Access.Off());
  }

  private static HttpLimits limits(NodeConfig.Limits limits) {
    HttpLimits defaults = HttpLimits.defaults();
    HttpLimits.Deadlines deadlines = defaults.deadlines();
    return new HttpLimits(
        defaults.sizes(),
        new HttpLimits.Deadlines(
            limits.headerTimeout(),
            limits.idleTimeout(),
            deadlines.responseStall(),
            deadlines.linger(),
            deadlines.body()),
        new HttpLimits.Connections(limits.maxConnections(), limits.maxConnectionsPerAddress()));
  }

  private static List<String> lowerCase(List<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  /** Where it listens, with the port it really has. */
  HostPort address() {
    return address;
  }

  /** Stops accepting and lets running requests end, as long as the configuration says. */
  @Override
  public void close() {
    server.close(drain);
  }
}
