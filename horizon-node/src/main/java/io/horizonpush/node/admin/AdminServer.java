package io.horizonpush.node.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.horizonpush.node.config.HostPort;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.node.tls.ServerTls;
import io.horizonpush.s3.model.S3Exception;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of the admin API: the JDK's own, one virtual thread per request. It is apart from
 * the S3 server, so that it answers while that is flooded.
 */
public final class AdminServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AdminServer.class);
  private static final int MAX_BODY = 64 * 1024;

  static {
    // The server reads these once. Without the first, small answers wait 40 ms for an ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("jdk.httpserver.maxConnections", "128");
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
  }

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AdminGate gate;
  private final AdminRoutes routes;

  private AdminServer(HttpServer server, AdminGate gate, AdminRoutes routes) {
    this.server = server;
    this.gate = gate;
    this.routes = routes;
  }

  /**
   * Listens and answers.
   *
   * @param tls of the port, if it speaks TLS
   * @throws IOException if it cannot listen there
   */
  public static AdminServer start(
      NodeConfig.Admin config,
      Optional<ServerTls> tls,
      AdminTokens tokens,
      NodeControl control,
      NodeMetrics metrics)
      throws IOException {
    InetSocketAddress address = config.address().toSocketAddress();
    HttpServer http =
        tls.isPresent() ? encrypted(address, tls.get()) : HttpServer.create(address, 0);
    AdminGate.Names names =
        tls.isPresent()
            ? AdminGate.Names.ofCertificate()
            : AdminGate.Names.ofLoopback(http.getAddress().getPort());
    AdminGate gate = new AdminGate(names, tokens, config.metricsWithoutToken());
    AdminServer server = new AdminServer(http, gate, new AdminRoutes(control, metrics));
    http.setExecutor(server.executor);
    http.createContext("/", server::handle);
    http.start();
    return server;
  }

  private static HttpServer encrypted(InetSocketAddress address, ServerTls tls) throws IOException {
    HttpsServer https = HttpsServer.create(address, 0);
    https.setHttpsConfigurator(new Encryption(tls));
    return https;
  }

  /** How the JDK's server encrypts. */
  private static final class Encryption extends HttpsConfigurator {

    private Encryption(ServerTls tls) {
      super(tls.context());
    }

    @Override
    public void configure(HttpsParameters parameters) {
      parameters.setSSLParameters(ServerTls.parameters());
    }
  }

  /** Where it listens, with the port it really has. */
  public HostPort address() {
    InetSocketAddress bound = server.getAddress();
    return new HostPort(bound.getAddress().getHostAddress(), bound.getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      AdminResponse response = respond(exchange);
      byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", response.contentType());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      if (response.status() == 401) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      }
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(response.status(), -1);
      } else {
        exchange.sendResponseHeaders(response.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private AdminResponse respond(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      return AdminResponse.error(413, "TooLarge", "The body may have 64 KiB.");
    }
    AdminRequest request =
        new AdminRequest(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
            exchange.getRequestHeaders(),
            new String(body, StandardCharsets.UTF_8));
    return gate.refusal(request).orElseGet(() -> answer(request));
  }

  private AdminResponse answer(AdminRequest request) {
    try {
      return routes.answer(request);
    } catch (S3Exception e) {
      return AdminResponse.error(e.code().status(), e.code().code(), e.getMessage());
    } catch (IllegalArgumentException e) {
      return AdminResponse.error(400, "BadRequest", String.valueOf(e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      log.error("admin request {} {} failed", request.method(), request.path(), e);
      return AdminResponse.error(500, "InternalError", "The node's log says what went wrong.");
    }
  }

  /** Stops listening; requests that still run are cut. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
