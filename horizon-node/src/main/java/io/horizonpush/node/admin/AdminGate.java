package io.horizonpush.node.admin;

import io.horizonpush.node.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The checks that every request to the admin API passes before its body is read. Immutable.
 *
 * <p>A loopback address alone does not keep web pages out: a page may send requests to it, or name
 * it by a host of its own (DNS rebinding). So the Host must be one of ours, an Origin must be ours
 * too, and a write must be JSON, which a form cannot send.
 */
final class AdminGate {

  private static final String BEARER = "Bearer ";

  private final boolean secure;
  private final AdminTokens tokens;
  private final boolean metricsWithoutToken;

  /**
   * @param secure whether the API speaks TLS
   */
  AdminGate(boolean secure, AdminTokens tokens, boolean metricsWithoutToken) {
    this.secure = secure;
    this.tokens = tokens;
    this.metricsWithoutToken = metricsWithoutToken;
  }

  /**
   * By what names the API may be called.
   *
   * @param hosts with their ports; none for any
   */
  private record Names(String scheme, Set<String> hosts) {

    static Names ofLoopback(int port) {
      return new Names(
          "http://", Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port));
    }

    /** Those of its certificate: a browser that is told another name refuses to go on. */
    static Names ofCertificate() {
      return new Names("https://", Set.of());
    }

    boolean contain(String host) {
      return hosts.isEmpty() || hosts.contains(host);
    }
  }

  /**
   * Why the request is refused; nothing if it may pass.
   *
   * @param port that it came to
   */
  Optional<AdminResponse> refusal(AdminRequest request, int port) {
    Names names = secure ? Names.ofCertificate() : Names.ofLoopback(port);
    List<String> host = request.values("host");
    if (host.size() != 1 || !names.contain(host.getFirst())) {
      return refuse(
          403, "HostNotAllowed", "The Host header must name this node's loopback address.");
    }
    List<String> origin = request.values("origin");
    if (!origin.isEmpty() && !origin.equals(List.of(names.scheme() + host.getFirst()))) {
      return refuse(403, "OriginNotAllowed", "Requests from other web origins are refused.");
    }
    if (needsToken(request) && !has(tokens.admin(), request) && !mayReadMetrics(request)) {
      return refuse(
          401,
          "TokenRequired",
          "Send 'Authorization: Bearer TOKEN' with the text of admin.token in the data directory.");
    }
    if (!request.isRead() && !request.hasJsonBody()) {
      return refuse(415, "JsonRequired", "A write needs 'Content-Type: application/json'.");
    }
    return Optional.empty();
  }

  private boolean needsToken(AdminRequest request) {
    return !request.isHealth() && !(metricsWithoutToken && request.isForMetrics());
  }

  private boolean mayReadMetrics(AdminRequest request) {
    return request.isForMetrics() && has(tokens.metrics(), request);
  }

  private static boolean has(Secret token, AdminRequest request) {
    List<String> authorization = request.values("authorization");
    return authorization.size() == 1
        && authorization.getFirst().startsWith(BEARER)
        && MessageDigest.isEqual(
            authorization.getFirst().substring(BEARER.length()).getBytes(StandardCharsets.UTF_8),
            token.value().getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<AdminResponse> refuse(int status, String code, String message) {
    return Optional.of(AdminResponse.error(status, code, message));
  }
}
