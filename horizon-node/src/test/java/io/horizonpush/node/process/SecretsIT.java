package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.document.IrohReplicas;
import io.horizonpush.iroh.ffm.NativeLibrary;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Keys last as long as the data directory does; their secrets and signatures are written nowhere.
 */
class SecretsIT {

  private static final List<String> OPTIONS =
      List.of(
          "--set", "s3.anonymous=never",
          "--set", "s3.signature-v2=true",
          "--set", "log.access=logs/access.log",
          "--set", "log.level=debug");

  @TempDir private Path folder;

  @Test
  void keys_outliveTheNode_andTheirSecretsAreWrittenNowhere() throws Exception {
    JsonNode key;
    JsonNode rotated;
    JsonNode revoked;
    String firstLog;
    try (NodeUnderTest node = start()) {
      key = node.order("/admin/v1/keys", "{\"name\":\"lasting\"}");
      JsonNode old = node.order("/admin/v1/keys", "{\"name\":\"turned\"}");
      rotated = node.order("/admin/v1/keys/" + old.path("access-key").asText() + "/rotate", "{}");
      revoked = node.order("/admin/v1/keys", "{\"name\":\"gone\"}");
      node.command("key", "revoke", revoked.path("access-key").asText());
      try (S3Client s3 = client(node, key)) {
        s3.createBucket(b -> b.bucket("lasting-bucket"));
        s3.putObject(b -> b.bucket("lasting-bucket").key("key"), RequestBody.fromString("hello"));
      }
      assertThat(failedRequest(node, key)).contains("<Code>SignatureDoesNotMatch</Code>");
      assertThat(node.stop()).isZero();
      firstLog = node.log();
    }

    try (NodeUnderTest node = start()) {
      try (S3Client s3 = client(node, key);
          S3Client turned = client(node, rotated)) {
        assertThat(s3.getObjectAsBytes(b -> b.bucket("lasting-bucket").key("key")).asUtf8String())
            .isEqualTo("hello");
        assertThat(turned.listBuckets().buckets()).isEmpty();
      }
      assertThat(node.ask("/admin/v1/keys").toString())
          .doesNotContain(revoked.path("access-key").asText());
      String shown =
          String.join(
              "\n",
              firstLog,
              node.log(),
              node.metrics(),
              node.command("print-config").out(),
              node.command("print-config", "--json").out(),
              node.command("key", "list").out(),
              node.ask("/admin/v1/status").toString());
      for (JsonNode each : List.of(key, rotated, revoked)) {
        String secret = each.path("secret-key").asText();
        assertThat(secret).hasSizeGreaterThan(30);
        assertThat(shown).doesNotContain(secret);
        assertThat(filesThatHold(secret)).isEmpty();
      }
      assertThat(shown).doesNotContain(rootSecret());
      assertThat(filesThatHold(rootSecret())).containsExactly("root.key");
    }
  }

  /** Whoever has it can write the bucket's document, on any node. */
  @Test
  void aDocumentsSecret_isShownNowhere_andReadableInItsDocumentsFileAlone() throws Exception {
    String shown;
    try (NodeUnderTest node = start();
        S3Client s3 = client(node, node.rootAccessKeyId(), node.rootSecretAccessKey())) {
      s3.createBucket(b -> b.bucket("documented"));
      s3.putObject(b -> b.bucket("documented").key("key"), RequestBody.fromString("hello"));
      CrashChecks.awaitPublished(node);
      shown =
          String.join(
              "\n",
              node.metrics(),
              node.ask("/admin/v1/status").toString(),
              node.ask("/admin/v1/buckets").toString(),
              node.ask("/admin/v1/buckets/documented").toString(),
              node.ask("/admin/v1/buckets/documented/objects?key=key").toString(),
              node.command("status").toString(),
              node.command("bucket", "list").toString(),
              node.command("bucket", "inspect", "documented").toString(),
              node.command("bucket", "inspect", "documented", "--json").toString(),
              node.command("bucket", "inspect", "documented", "--key", "key").toString(),
              node.command("verify").toString());
      assertThat(node.stop()).isZero();
      shown += node.log();
    }

    List<byte[]> secrets = documentSecrets();

    assertThat(secrets).hasSize(1);
    byte[] secret = secrets.getFirst();
    List<String> spellings =
        List.of(
            HexFormat.of().formatHex(secret),
            Base64.getEncoder().withoutPadding().encodeToString(secret),
            Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
            Arrays.toString(secret));
    for (String spelling : spellings) {
      assertThat(shown.toLowerCase(Locale.ROOT)).doesNotContain(spelling.toLowerCase(Locale.ROOT));
      assertThat(filesThatHold(spelling)).isEmpty();
    }
    String raw = new String(secret, StandardCharsets.ISO_8859_1);
    assertThat(filesThatHold(raw)).allMatch(file -> file.startsWith("docs/"));
  }

  /** What an origin is shown, and what is signed with it, is nowhere. */
  @Test
  void whatOriginsAreShown_isWrittenNowhere() throws Exception {
    String secretKey = "canary/of/the+secret/key/0123456789abcdef";
    String accountKey = "Y2FuYXJ5IG9mIHRoZSBhY2NvdW50IGtleSBvZiBhenVyZQ==";
    String signature = "canaryOfTheSignature0123456789abcdef";
    String sas = "sv=2024-11-04&sp=rwdl&sig=" + signature;
    String serviceAccount = "canary-of-a-service-account";
    String endpoint =
        "\"bucket\":\"there\",\"endpoint\":\"http://127.0.0.1:1\",\"allow-private\":true";
    List<String> origins =
        List.of(
            origin("one", "s3", endpoint, "\"access-key\":\"K\",\"secret-key\":\"%s\"", secretKey),
            origin(
                "two",
                "azure-blob",
                endpoint + ",\"account\":\"account\"",
                "\"account-key\":\"%s\"",
                accountKey),
            origin("three", "azure-blob", endpoint + ",\"prefix\":\"x/\"", "\"sas\":\"%s\"", sas));
    StringBuilder shown = new StringBuilder();
    try (NodeUnderTest node = start()) {
      for (String each : origins) {
        shown.append(node.order("/admin/v1/origins", each));
      }
      String none = origin("four", "gcs", endpoint, "\"service-account\":\"%s\"", serviceAccount);
      assertThatThrownBy(() -> node.order("/admin/v1/origins", none))
          .hasMessageContaining("download its JSON key again")
          .hasMessageNotContaining(serviceAccount);
      for (String name : List.of("one", "two", "three")) {
        JsonNode tried = node.order("/admin/v1/origins/" + name + "/test", "{}");
        assertThat(tried.path("good").asBoolean(true)).as(tried.toString()).isFalse();
        shown.append(tried);
      }
      assertThat(node.ask("/admin/v1/origins").path("origins")).hasSize(3);
      shown
          .append(node.command("origin", "list"))
          .append(node.command("origin", "list", "--json"))
          .append(node.command("status"))
          .append(node.metrics());
      assertThat(node.stop()).isZero();
      shown.append(node.log());
    }
    assertThat(shown.toString()).contains("does not answer").doesNotContain("AWS4-HMAC-SHA256");
    for (String secret : List.of(secretKey, accountKey, signature, serviceAccount)) {
      assertThat(shown.toString()).doesNotContain(secret);
      assertThat(filesThatHold(secret)).isEmpty();
    }
  }

  private static String origin(
      String name, String type, String place, String access, String secret) {
    return "{\"name\":\"%s\",\"type\":\"%s\",%s,\"access\":{%s}}"
        .formatted(name, type, place, access.formatted(secret));
  }

  /** What a start with another node's key says names the document or the key, and no secret. */
  @Test
  void anotherNodesKey_isRefusedWithoutASecret() throws Exception {
    try (NodeUnderTest node = start();
        S3Client s3 = client(node, node.rootAccessKeyId(), node.rootSecretAccessKey())) {
      node.order("/admin/v1/keys", "{\"name\":\"lasting\"}");
      s3.createBucket(b -> b.bucket("documented"));
      s3.putObject(b -> b.bucket("documented").key("key"), RequestBody.fromString("hello"));
      CrashChecks.awaitPublished(node);
      assertThat(node.stop()).isZero();
    }
    byte[] secret = documentSecrets().getFirst();
    Path key = folder.resolve("data/node.key");
    Files.write(key, new byte[32]);

    Commands.Result refused =
        NodeUnderTest.command(
            folder.resolve("data"),
            "start-server",
            "--s3-address=127.0.0.1:0",
            "--admin-address=127.0.0.1:0");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("does not open with this node's node.key");
    assertThat(refused.toString())
        .doesNotContain(HexFormat.of().formatHex(secret))
        .doesNotContain(rootSecret());
  }

  /** The secrets of a stopped node's documents, as only its own key opens them. */
  private List<byte[]> documentSecrets() {
    Path data = folder.resolve("data");
    try (IrohNode iroh =
            IrohNode.open(
                NativeLibrary.load(data), data, IrohReplicas.DEFAULT_MEMORY, reason -> {});
        Index index = Index.open(data, Index.Options.DEFAULT)) {
      SecretBox box = new SecretBox(iroh.secretsKey());
      return index.read(
          tables ->
              tables.documents().all().stream()
                  .map(
                      row ->
                          box.openBytes(
                              DocumentRow.secretName(row.replica()), row.secret().orElseThrow()))
                  .toList());
    }
  }

  @Test
  void presignedUrls_areLoggedWithoutTheirSignatures() throws Exception {
    try (NodeUnderTest node = start();
        HttpClient http = HttpClient.newHttpClient();
        S3Presigner presigner = presigner(node)) {
      try (S3Client s3 = client(node, node.rootAccessKeyId(), node.rootSecretAccessKey())) {
        s3.createBucket(b -> b.bucket("presigned"));
        s3.putObject(b -> b.bucket("presigned").key("key"), RequestBody.fromString("hello"));
      }
      URI v4 =
          presigner
              .presignGetObject(
                  b ->
                      b.signatureDuration(Duration.ofMinutes(1))
                          .getObjectRequest(g -> g.bucket("presigned").key("key")))
              .url()
              .toURI();
      String v4Signature = v4.getQuery().replaceAll(".*X-Amz-Signature=([0-9a-f]+).*", "$1");
      assertThat(v4Signature).hasSize(64);
      String wrong = "c2lnbmF0dXJlIG9mIHYy";
      URI v2 =
          URI.create(
              node.s3()
                  + "/presigned/key?AWSAccessKeyId="
                  + node.rootAccessKeyId()
                  + "&Expires=99999999999&Signature="
                  + wrong);

      assertThat(get(http, v4).statusCode()).isEqualTo(200);
      assertThat(get(http, v2).statusCode()).isEqualTo(403);

      await().untilAsserted(() -> assertThat(accessLog()).contains("SignatureDoesNotMatch"));
      assertThat(accessLog())
          .contains(node.rootAccessKeyId() + " GetObject GET /s3/presigned/key 200 ")
          .contains(" GET /s3/presigned/key 403 SignatureDoesNotMatch ")
          .doesNotContain("?")
          .doesNotContain("Signature=");
      for (String signature : List.of(v4Signature, wrong)) {
        assertThat(node.log()).doesNotContain(signature);
        assertThat(filesThatHold(signature)).isEmpty();
      }
    }
  }

  private NodeUnderTest start() {
    return NodeUnderTest.start(folder.resolve("data"), OPTIONS.toArray(String[]::new));
  }

  private static S3Client client(NodeUnderTest node, JsonNode key) {
    return client(node, key.path("access-key").asText(), key.path("secret-key").asText());
  }

  private static S3Client client(NodeUnderTest node, String id, String secret) {
    return KeysIT.client(node, id, secret);
  }

  private static S3Presigner presigner(NodeUnderTest node) {
    return S3Presigner.builder()
        .endpointOverride(node.s3())
        .region(Region.US_EAST_1)
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(node.rootAccessKeyId(), node.rootSecretAccessKey())))
        .build();
  }

  /** A request of which the server says all it knows about the signature. */
  private static String failedRequest(NodeUnderTest node, JsonNode key) throws Exception {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    String signature = "AWS " + key.path("access-key").asText() + ":c2lnbmF0dXJlIG9mIHYy";
    try (Wire wire = new Wire(node.s3().getPort())) {
      return wire.send(
              Request.of("GET", "/s3/lasting-bucket")
                  .with("Authorization", signature)
                  .with("x-amz-date", date))
          .text();
    }
  }

  private static HttpResponse<String> get(HttpClient http, URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private String rootSecret() throws IOException {
    return Files.readAllLines(folder.resolve("data/root.key")).getLast();
  }

  private String accessLog() throws IOException {
    return Files.readString(folder.resolve("data/logs/access.log"));
  }

  /** The files of the data directory in whose bytes a text is. */
  private List<String> filesThatHold(String text) throws IOException {
    Path data = folder.resolve("data");
    try (Stream<Path> files = Files.walk(data)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> holds(file, text))
          .map(file -> data.relativize(file).toString())
          .toList();
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      // Every byte is a character of this charset, so that no text is missed.
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
