package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.RawHttp;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Signer;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets stay where they are used. The advisories GHSA-r54g, GHSA-8cm2 and GHSA-333v of RustFS
 * (secrets, tokens and the expected signature in the log), CVE-2023-28432 (a page that showed the
 * environment).
 */
class NoSecretsInErrorsLogsOrMetricsIT extends Lesson {

  private static final String ROOT_SECRET = "canary-root-secret-0123456789abcdef";

  @TempDir Path data;

  private final List<String> seen = new ArrayList<>();

  @Test
  void secretsAndSignatures_areNowhereToBeRead() throws IOException {
    List<String> canaries = new ArrayList<>(List.of(ROOT_SECRET));
    try (NodeUnderTest node =
        NodeUnderTest.startWith(
            Map.of("HORIZON_S3_ROOT_SECRET_KEY", ROOT_SECRET),
            data,
            "--set",
            "log.level=debug",
            "--set",
            "log.access=logs/access.log",
            "--set",
            "s3.anonymous=never",
            "--set",
            "s3.root-access-key=CANARYROOT")) {
      Signer root = new Signer("CANARYROOT", ROOT_SECRET);
      JsonNode key = node.order("/admin/v1/keys", "{\"name\":\"canary\"}");
      String secret = key.path("secret-key").asText();
      canaries.add(secret);
      canaries.add(Files.readString(data.resolve("admin.token")).strip());
      canaries.addAll(useAndMisuse(node, root));
      look(node);
      assertThat(node.stop()).isZero();
      seen.add(node.log());
    }
    try (Stream<Path> logs = Files.walk(data.resolve("logs"))) {
      for (Path log : logs.filter(Files::isRegularFile).toList()) {
        seen.add(Files.readString(log));
      }
    }
    assertThat(String.join("\n", seen)).contains("SignatureDoesNotMatch", "/bucket/k");
    for (String text : seen) {
      assertThat(text).doesNotContain(canaries);
    }
  }

  /** Good and bad requests; gives the signatures of the good ones, which nobody may learn. */
  private List<String> useAndMisuse(NodeUnderTest node, Signer root) throws IOException {
    List<String> signatures = new ArrayList<>();
    Request put = Request.of("PUT", "/s3/bucket");
    Request object = Request.of("PUT", "/s3/bucket/k").with("x-amz-meta-a", "b").withText("x");
    for (Request request : List.of(put, object, Request.of("GET", "/s3/bucket/k"))) {
      Request signed = root.sign(request);
      send(node, signed);
      String authorization = signed.headers().getLast();
      String signature = authorization.substring(authorization.lastIndexOf('=') + 1);
      signatures.add(signature);
      send(node, other(signed, signature));
      send(node, new Signer("CANARYROOT", "wrong").sign(request));
      send(node, new Signer("NOSUCHKEY", ROOT_SECRET).sign(request));
    }
    send(node, Request.of("GET", "/s3/bucket/k?X-Amz-Signature=" + signatures.getFirst()));
    send(node, Request.of("GET", "/s3/bucket/%zz").with("Authorization", "AWS CANARYROOT:x"));
    return signatures;
  }

  /** The same head with another signature: what the right one would be must not be told. */
  private static Request other(Request signed, String signature) {
    List<String> headers = new ArrayList<>(signed.headers());
    headers.set(
        headers.size() - 1, headers.getLast().replace(signature, "0".repeat(signature.length())));
    return new Request(signed.method(), signed.target(), headers, signed.body());
  }

  private void send(NodeUnderTest node, Request request) throws IOException {
    try (Wire wire = new Wire(node.s3().getPort())) {
      Reply reply = wire.send(request);
      seen.add(reply.headers() + reply.text());
    }
  }

  /** Everything that somebody with the admin token can see, and what others can. */
  private void look(NodeUnderTest node) throws IOException {
    for (String path :
        List.of("/admin/v1/status", "/admin/v1/keys", "/admin/v1/buckets", "/admin/v1/config")) {
      seen.add(admin(node, path, true));
    }
    for (String path :
        List.of(
            "/metrics",
            "/health/ready",
            "/admin/v1/status",
            "/",
            "/env",
            "/debug/pprof",
            "/minio/bootstrap/v1/verify",
            "/ui/",
            "/actuator/env")) {
      seen.add(admin(node, path, false));
    }
    seen.add(node.command("print-config").toString());
    seen.add(node.command("key", "list").toString());
    seen.add(node.command("status", "--json").toString());
  }

  private String admin(NodeUnderTest node, String path, boolean withToken) throws IOException {
    String token = Files.readString(data.resolve("admin.token"), StandardCharsets.UTF_8).strip();
    int port = node.admin().getPort();
    String host = "Host: 127.0.0.1:" + port;
    RawHttp.Answer answer =
        withToken
            ? RawHttp.send(port, "GET", path, "", host, "Authorization: Bearer " + token)
            : RawHttp.send(port, "GET", path, "", host);
    return answer.headers() + answer.body();
  }
}
