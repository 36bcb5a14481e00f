package io.horizonpush.node.trust;

import static io.horizonpush.node.trust.OtherUsersIT.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.process.Commands;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.tls.PinnedCertificate;
import io.horizonpush.node.tls.SelfSigned;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose ports speak TLS, and real clients. */
class TlsIT {

  private static final int LARGE = 5 << 20;

  @TempDir private Path folder;
  private Path certificate;
  private Path key;

  @BeforeEach
  void makeCertificate() {
    Commands.Result made =
        NodeUnderTest.jarCommand(
            "tls", "make-self-signed", "localhost", "127.0.0.1", "--dir=" + folder.resolve("tls"));
    certificate = folder.resolve("tls/certificate.pem");
    key = folder.resolve("tls/key.pem");
    assertThat(made.exitCode()).as(made.toString()).isZero();
    assertThat(made.out())
        .contains(
            "certificate-file: " + certificate,
            "key-file: " + key,
            "export AWS_CA_BUNDLE=" + certificate);
  }

  private NodeUnderTest start(String... further) {
    List<String> options = new ArrayList<>();
    options.add("--set=s3.tls.certificate-file=" + certificate);
    options.add("--set=s3.tls.key-file=" + key);
    options.addAll(List.of(further));
    return NodeUnderTest.start(folder.resolve("data"), options.toArray(String[]::new));
  }

  @Test
  void curl_readsAndWrites_policiesSeeTls_andLoopbackIsTrustedAsWithoutIt() throws IOException {
    Path large = folder.resolve("large");
    byte[] bytes = new byte[LARGE];
    new Random(2).nextBytes(bytes);
    Files.write(large, bytes);
    try (NodeUnderTest node = start()) {
      assertThat(node.s3().toString()).startsWith("https://127.0.0.1:");
      String s3 = node.s3().toString();
      for (String[] version : new String[][] {{"--tlsv1.3"}, {"--tls-max", "1.2"}}) {
        Curl curl =
            new Curl(
                Stream.concat(Stream.of("--cacert", certificate.toString()), Stream.of(version))
                    .toArray(String[]::new));
        curl.put(s3 + "/docs", "").isOk("");
        curl.put(s3 + "/docs/large", "@" + large).isOk("");
        Path back = folder.resolve("back");
        curl.get(s3 + "/docs/large", "--output", back.toString()).isOk("");
        assertThat(back).hasBinaryContent(bytes);
        curl.get(s3 + "/docs/large", "--range", "4194303-4194306", "--output", back.toString());
        assertThat(Files.readAllBytes(back)).hasSize(4);
      }
      Curl curl = new Curl("--cacert", certificate.toString());
      curl.put(s3 + "/docs/k", "a secret").isOk("");
      open(curl, s3 + "/docs");
      deniesPlain(curl, s3);
      // What it says of itself holds behind TLS too.
      curl.get(s3 + "/", "--header", "Host: evil.example").isDenied("neither localhost nor");
      curl.get(s3 + "/", "--header", "Origin: https://localhost").isDenied("a web page");
      curl.get(s3 + "/", "--header", "X-Forwarded-For: 1.2.3.4").isDenied("a proxy");
      assertThat(Commands.run(List.of("curl", "--silent", "--show-error", s3 + "/")).exitCode())
          .as("an authority that nobody trusts")
          .isEqualTo(60);
      Curl plain = new Curl();
      Curl.Answer refused = plain.get(s3.replace("https://", "http://") + "/docs/k");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains("This port speaks TLS");
    }
  }

  private static void deniesPlain(Curl curl, String s3) {
    Curl.Answer answer =
        curl.put(
            s3 + "/docs?policy",
            """
            {"Version":"2012-10-17","Statement":[
            {"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::docs/*",
            "Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}\
            """);
    assertThat(answer.status()).as(answer.text()).isEqualTo(204);
    curl.get(s3 + "/docs/k").isOk("a secret");
  }

  @Test
  void awsCli_worksWithTheBundle() throws IOException {
    try (NodeUnderTest node = start()) {
      Path file = folder.resolve("file");
      byte[] bytes = new byte[LARGE];
      new Random(3).nextBytes(bytes);
      Files.write(file, bytes);
      Path back = folder.resolve("back");
      String endpoint = "https://localhost:%d/s3".formatted(node.s3().getPort());
      aws(node, "--endpoint-url", endpoint, "s3", "mb", "s3://aws-tls");
      aws(node, "--endpoint-url", endpoint, "s3", "cp", file.toString(), "s3://aws-tls/k");
      aws(node, "--endpoint-url", endpoint, "s3", "cp", "s3://aws-tls/k", back.toString());
      assertThat(back).hasBinaryContent(bytes);
    }
  }

  private void aws(NodeUnderTest node, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Commands.python("aws")));
    command.addAll(List.of(arguments));
    Commands.Result result =
        Commands.run(
            command,
            Map.of(
                "AWS_CA_BUNDLE", certificate.toString(),
                "AWS_ACCESS_KEY_ID", node.rootAccessKeyId(),
                "AWS_SECRET_ACCESS_KEY", node.rootSecretAccessKey(),
                "AWS_DEFAULT_REGION", "us-east-1",
                "AWS_CONFIG_FILE", "/dev/null",
                "AWS_SHARED_CREDENTIALS_FILE", "/dev/null",
                "AWS_EC2_METADATA_DISABLED", "true"),
            folder);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  @Test
  void openssl_findsTwoVersions_andIsRefusedARenegotiation() throws Exception {
    Path openssl = Programs.installed("openssl");
    try (NodeUnderTest node = start()) {
      String at = "127.0.0.1:" + node.s3().getPort();
      for (String version : List.of("-tls1_3", "-tls1_2")) {
        assertThat(shake(openssl, "", at, version)).contains("Verify return code: 0 (ok)");
      }
      assertThat(shake(openssl, "", at, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"))
          .doesNotContain("Verify return code: 0 (ok)\n---\nread R BLOCK")
          .containsPattern("alert|no protocols|unsupported");
      // "R" asks for another handshake. OpenSSL 3 needs to be told that it may.
      String again = shake(openssl, "R\n", at, "-tls1_2", "-legacy_renegotiation");
      assertThat(again).contains("RENEGOTIATING").contains("alert handshake failure");
      new Curl("--cacert", certificate.toString()).get(node.s3() + "/").isOk("");
    }
  }

  private String shake(Path openssl, String input, String at, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                openssl.toString(),
                "s_client",
                "-connect",
                at,
                "-servername",
                "localhost",
                "-CAfile",
                certificate.toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var in = process.outputWriter()) {
      in.write(input);
      in.flush();
      if (!input.isEmpty()) {
        // Its input's end would end it before the answer came.
        process.waitFor(5, TimeUnit.SECONDS);
      }
    } catch (IOException e) {
      // It has ended by itself.
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    process.waitFor();
    return said;
  }

  @Test
  void aNewCertificate_isShownToNewClients_atTheLatestWhenTheNodeIsTold() throws Exception {
    try (NodeUnderTest node = start()) {
      SelfSigned next = SelfSigned.make(List.of("localhost", "127.0.0.1"), 90);
      Path trusted = folder.resolve("next.pem");
      Files.writeString(trusted, new PinnedCertificate(next.certificate()).pem());
      next.write(certificate, key);
      node.signal("HUP");
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () ->
                  assertThat(
                          Commands.run(
                                  List.of(
                                      "curl",
                                      "--silent",
                                      "--cacert",
                                      trusted.toString(),
                                      node.s3() + "/"))
                              .exitCode())
                      .isZero());
      assertThat(node.log()).contains("certificate reloaded");
    }
  }

  /** The commands find the certificate in the data directory, whatever address they use. */
  @Test
  void theAdminApi_speaksTlsBeyondLoopback_toTheNodesOwnCommandsToo() throws Exception {
    try (NodeUnderTest node =
        start(
            "--set=admin.tls.certificate-file=" + certificate,
            "--set=admin.tls.key-file=" + key,
            "--admin-address=0.0.0.0:0")) {
      assertThat(node.admin().getScheme()).isEqualTo("https");
      assertThat(node.run("status")).contains("https://");
      node.run("bucket", "create", "made");

      String admin = "https://127.0.0.1:" + node.admin().getPort();
      Curl curl = new Curl("--cacert", certificate.toString());
      String token = Files.readString(node.dataDirectory().resolve("metrics.token")).strip();
      String[] shown = {"--header", "Authorization: Bearer " + token};
      curl.get(admin + "/metrics", shown).isOk("horizon_s3_certificate_end_seconds");
      assertThat(curl.get(admin + "/metrics").status()).isEqualTo(401);
      assertThat(curl.get(admin + "/admin/v1/status", shown).status()).isEqualTo(401);
      assertThat(curl.get(admin + "/health/live").status()).isEqualTo(200);
      renews(node, admin);
    }
  }

  private void renews(NodeUnderTest node, String admin) throws Exception {
    SelfSigned next = SelfSigned.make(List.of("127.0.0.1"), 90);
    next.write(certificate, key);
    node.signal("HUP");
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(node.dataDirectory().resolve("admin.pem"))
                    .hasContent(new PinnedCertificate(next.certificate()).pem()));
    assertThat(node.run("status")).contains("ready");
    try (HttpClient http =
        HttpClient.newBuilder()
            .sslContext(new PinnedCertificate(next.certificate()).context())
            .build()) {
      HttpRequest live = HttpRequest.newBuilder().uri(URI.create(admin + "/health/live")).build();
      assertThat(http.send(live, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }
}
