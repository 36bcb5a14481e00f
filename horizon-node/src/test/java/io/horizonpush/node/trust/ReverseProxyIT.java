package io.horizonpush.node.trust;

import static io.horizonpush.node.trust.OtherUsersIT.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.process.Commands;
import io.horizonpush.node.process.NodeUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real proxies in front of a node, each under its own user: one that somebody put there without a
 * thought, and those that {@code docs/operations.md} shows, taken from there.
 */
class ReverseProxyIT {

  private static final Path OPERATIONS = Path.of("../docs/operations.md");
  private static final int LARGE = 20 << 20;

  @TempDir private Path folder;

  @BeforeEach
  void letTheirUsersIn() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Its Host is the node's own address, and it sends no header that gives it away. */
  @Test
  void nginxAsItComes_makesNobodyTheOwner() {
    try (NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"));
        ReverseProxy nginx =
            ReverseProxy.nginx(
                folder,
                "server { listen 127.0.0.1:%s; location / { proxy_pass http://127.0.0.1:%d; } }"
                    .formatted(ReverseProxy.PORT, node.s3().getPort()))) {
      Curl curl = new Curl();
      String direct = node.s3().toString();
      String proxied = "http://127.0.0.1:%d/s3".formatted(nginx.port());
      curl.put(direct + "/private", "").isOk("");
      curl.put(direct + "/private/k", "a secret").isOk("");

      String because = "another user of this machine";
      curl.get(proxied + "/").isDenied(because);
      curl.get(proxied + "/private").isDenied(because);
      curl.get(proxied + "/private/k").isDenied(because);
      curl.put(proxied + "/private/k", "theirs").isDenied(because);
      curl.put(proxied + "/theirs", "").isDenied(because);
      curl.delete(proxied + "/private/k").isDenied(because);
      curl.delete(proxied + "/private").isDenied(because);
      // Nor does a Host of theirs, which a proxy may pass on.
      curl.get(proxied + "/", "--header", "Host: localhost").isDenied(because);

      curl.get(direct + "/private/k").isOk("a secret");
      open(curl, direct + "/private");
      curl.get(proxied + "/private/k").isOk("a secret");
    }
  }

  @Test
  void nginxAsOperationsShowsIt_servesSignedClients_andTellsWhoTheyAre() throws Exception {
    TestingCertificate certificate = TestingCertificate.make(folder);
    try (NodeUnderTest node = behindAProxy();
        ReverseProxy nginx =
            ReverseProxy.nginx(
                folder,
                changed(
                    snippet("nginx"),
                    Map.of(
                        "listen 443 ssl",
                        "listen 127.0.0.1:" + ReverseProxy.PORT + " ssl",
                        "/etc/ssl/s3.example.com.pem",
                        certificate.certificate().toString(),
                        "/etc/ssl/s3.example.com.key",
                        certificate.key().toString(),
                        "http://127.0.0.1:3000",
                        "http://127.0.0.1:" + node.s3().getPort())))) {
      servesSignedClients(node, nginx);
      servesAws(node, nginx);
    }
  }

  @Test
  void caddyAsOperationsShowsIt_servesSignedClients_andTellsWhoTheyAre() throws Exception {
    TestingCertificate certificate = TestingCertificate.make(folder);
    Files.setPosixFilePermissions(certificate.key(), PosixFilePermissions.fromString("rw-r--r--"));
    try (NodeUnderTest node = behindAProxy();
        ReverseProxy caddy =
            ReverseProxy.caddy(
                folder,
                changed(
                    snippet("caddyfile"),
                    Map.of(
                        "s3.example.com, *.s3.example.com {",
                        "https://:%s {\nbind 127.0.0.1\ntls %s %s"
                            .formatted(
                                ReverseProxy.PORT, certificate.certificate(), certificate.key()),
                        "127.0.0.1:3000",
                        "127.0.0.1:" + node.s3().getPort())))) {
      servesSignedClients(node, caddy);
      servesAws(node, caddy);
    }
  }

  /** One that keeps its own Host and adds to what its clients claim, as many a snippet does. */
  @Test
  void hostAndAddress_areTakenFromWhatTheProxySays_notFromWhatItsClientsSay() throws Exception {
    TestingCertificate certificate = TestingCertificate.make(folder);
    try (NodeUnderTest node = behindAProxy();
        ReverseProxy nginx =
            ReverseProxy.nginx(
                folder,
                """
                server {
                  listen 127.0.0.1:%s ssl;
                  ssl_certificate %s;
                  ssl_certificate_key %s;
                  location / {
                    proxy_pass http://127.0.0.1:%d;
                    proxy_set_header X-Forwarded-Host $http_host;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_set_header X-Forwarded-Proto $scheme;
                  }
                }
                """
                    .formatted(
                        ReverseProxy.PORT,
                        certificate.certificate(),
                        certificate.key(),
                        node.s3().getPort()))) {
      servesSignedClients(node, nginx);
    }
  }

  private NodeUnderTest behindAProxy() {
    return NodeUnderTest.start(
        folder.resolve("data"),
        "--set=s3.trusted-proxies=127.0.0.1",
        "--set=s3.base-domains=localhost,s3.example.com",
        "--set=log.access=" + folder.resolve("access.log"));
  }

  private void servesSignedClients(NodeUnderTest node, ReverseProxy proxy) throws IOException {
    String at = ":%d".formatted(proxy.port());
    String service = "https://s3.example.com" + at;
    String ofBucket = "https://docs.s3.example.com" + at;
    // Not the address that is trusted: whoever speaks from that one says itself where it is.
    Curl anybody =
        new Curl(
            "--insecure",
            "--interface",
            "127.0.0.9",
            "--resolve",
            "s3.example.com" + at + ":127.0.0.1",
            "--resolve",
            "docs.s3.example.com" + at + ":127.0.0.1");
    String[] signed = {
      "--header",
      "x-amz-content-sha256: UNSIGNED-PAYLOAD",
      "--aws-sigv4",
      "aws:amz:us-east-1:s3",
      "--user",
      node.rootAccessKeyId() + ":" + node.rootSecretAccessKey()
    };

    anybody.put(service + "/docs", "", signed).isOk("");
    anybody.put(service + "/docs/k", "text", signed).isOk("");
    anybody.get(ofBucket + "/k", signed).isOk("text");
    anybody.get(service + "/").isDenied("s3.trusted-proxies", "Sign it");
    anybody.delete(ofBucket + "/k").isDenied("s3.trusted-proxies");
    believesTheProxyAlone(anybody, service, signed);

    await()
        .untilAsserted(
            () ->
                assertThat(Files.readAllLines(folder.resolve("access.log")))
                    .isNotEmpty()
                    .allMatch(line -> line.contains(" 127.0.0.9 ")));
  }

  /**
   * A policy that looks at addresses and TLS. This curl signs a parameter rightly if it has a
   * value.
   */
  private static void believesTheProxyAlone(Curl anybody, String service, String... signed) {
    String policy =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
        "Action":"s3:GetObject","Resource":"arn:aws:s3:::docs/*",
        "Condition":{"IpAddress":{"aws:SourceIp":"%s"},"Bool":{"aws:SecureTransport":"%s"}}}]}""";
    assertThat(
            anybody
                .put(service + "/docs?policy=", policy.formatted("127.0.0.9", true), signed)
                .status())
        .isEqualTo(204);
    anybody.get(service + "/docs/k").isOk("text");
    assertThat(
            anybody
                .put(service + "/docs?policy=", policy.formatted("10.1.2.3", true), signed)
                .status())
        .isEqualTo(204);
    anybody.get(service + "/docs/k").isDenied();
    anybody.get(service + "/docs/k", "--header", "X-Forwarded-For: 10.1.2.3").isDenied();
    anybody.get(service + "/docs/k", "--header", "Forwarded: for=10.1.2.3").isDenied();
    anybody.get(service + "/docs/k", "--header", "X-Real-IP: 10.1.2.3").isDenied();
    assertThat(
            anybody
                .put(service + "/docs?policy=", policy.formatted("127.0.0.9", false), signed)
                .status())
        .isEqualTo(204);
    anybody.get(service + "/docs/k", "--header", "X-Forwarded-Proto: http").isDenied();
  }

  /** The real aws command line, in parts, with what proxies like to drop or to change. */
  private void servesAws(NodeUnderTest node, ReverseProxy proxy) throws IOException {
    Path file = folder.resolve("a b+\u00fc%.bin");
    byte[] bytes = new byte[LARGE];
    new Random(7).nextBytes(bytes);
    Files.write(file, bytes);
    aws(node, proxy, "s3", "mb", "s3://large");
    aws(node, proxy, "s3", "cp", file.toString(), "s3://large/a//b/", "--metadata", "with_a=b");
    String key = "a//b/" + file.getFileName();
    assertThat(aws(node, proxy, "s3api", "head-object", "--bucket", "large", "--key", key).out())
        // Caddy writes the names of headers with capitals.
        .containsIgnoringCase("\"with_a\": \"b\"")
        .contains("\"ContentLength\": " + LARGE);
    Path back = folder.resolve("back");
    aws(node, proxy, "s3", "cp", "s3://large/" + key, back.toString());
    assertThat(Files.mismatch(file, back)).isEqualTo(-1);
    String url = aws(node, proxy, "s3", "presign", "s3://large/" + key).out().strip();
    assertThat(new Curl("--insecure", "--range", "0-0", "--output", "/dev/null").get(url).status())
        .isEqualTo(206);
  }

  private Commands.Result aws(NodeUnderTest node, ReverseProxy proxy, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Commands.python("aws"),
                "--endpoint-url",
                "https://localhost:%d/s3".formatted(proxy.port()),
                "--no-verify-ssl"));
    command.addAll(List.of(arguments));
    Commands.Result result =
        Commands.run(
            command,
            Map.of(
                "AWS_ACCESS_KEY_ID", node.rootAccessKeyId(),
                "AWS_SECRET_ACCESS_KEY", node.rootSecretAccessKey(),
                "AWS_DEFAULT_REGION", "us-east-1",
                "AWS_CONFIG_FILE", folder.resolve("no-aws-config").toString(),
                "AWS_SHARED_CREDENTIALS_FILE", folder.resolve("no-aws-credentials").toString(),
                "AWS_EC2_METADATA_DISABLED", "true",
                "PYTHONUTF8", "1"),
            folder);
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return result;
  }

  /** The block of a language in the page for operators. */
  private static String snippet(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(OPERATIONS));
    assertThat(block.find()).as("a block of " + language).isTrue();
    return block.group(1);
  }

  /** A text with what this machine has in place of what the example has. */
  private static String changed(String text, Map<String, String> replacements) {
    String changed = text;
    for (Map.Entry<String, String> each : replacements.entrySet()) {
      assertThat(changed).contains(each.getKey());
      changed = changed.replace(each.getKey(), each.getValue());
    }
    return changed;
  }
}
