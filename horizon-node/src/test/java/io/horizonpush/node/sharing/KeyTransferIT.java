package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.process.Commands;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One access key on two nodes of a fleet, from its export to its end. */
class KeyTransferIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;

  @Test
  void anExportedKey_doesOnTheOtherNodeWhatItDoesHere_whateverTheBucketIsCalledThere() {
    try (NodeUnderTest one = start("one");
        NodeUnderTest two = start("two")) {
      one.run("bucket", "create", "photos");
      String ticket = one.run("ticket", "export", "photos", "--mode", "write").strip();
      two.run("ticket", "import", ticket, "--as", "ours");
      JsonNode key =
          Json.read(one.run("key", "create", "camera", "--grant", "rw:photos/in/", "--json"));

      String line = export(one, key, id(two));
      await()
          .atMost(PATIENCE)
          .until(() -> two.run("bucket", "members", "ours").contains(id(one) + "  owner"));
      Commands.Result taken = two.commandWith(line, "key", "import", "-");

      assertThat(taken.exitCode()).as("%s", taken).isZero();
      assertThat(taken.out()).contains("Imported " + text(key, "/access-key"), id(one));
      assertThat(two.run("key", "list")).contains("camera  granted rw:ours/in/");
      try (S3Client there = client(two, key)) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> put(there, "ours", "in/a"));
        refused("AccessDenied", () -> put(there, "ours", "out/a"));
      }
      assertThat(take(two, line)).contains("Nothing is new of");
    }
  }

  @Test
  void aPolicyThatNamesTheOwner_meansTheSameOne_onBothNodes() {
    try (NodeUnderTest one = start("one");
        NodeUnderTest two = start("two")) {
      one.run("bucket", "create", "photos");
      two.run("ticket", "import", one.run("ticket", "export", "photos").strip());
      JsonNode key = Json.read(one.run("key", "create", "alice", "--json"));
      take(two, export(one, key, id(two)), "--from", id(one));
      try (S3Client root = client(one, one.rootAccessKeyId(), one.rootSecretAccessKey());
          S3Client here = client(one, key);
          S3Client there = client(two, key)) {
        put(root, "photos", "shared/a");
        refused("AccessDenied", () -> get(here, "photos", "shared/a"));
        root.putBucketPolicy(b -> b.bucket("photos").policy(policy(text(key, "/owner/id"))));
        assertThat(get(here, "photos", "shared/a")).isEqualTo("shared/a");
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .untilAsserted(
                () -> assertThat(get(there, "photos", "shared/a")).isEqualTo("shared/a"));
        refused("AccessDenied", () -> get(there, "photos", "other"));
      }
    }
  }

  @Test
  void aKeyFromANodeThatIsUnknown_isTakenFromTheOneThatIsNamed() {
    try (NodeUnderTest one = start("one");
        NodeUnderTest two = start("two")) {
      JsonNode key = Json.read(one.run("key", "create", "alice", "--json"));
      String line = export(one, key, id(two));

      Commands.Result unknown = two.commandWith(line, "key", "import", "-");
      assertThat(unknown.exitCode()).isEqualTo(35);
      assertThat(unknown.err()).contains("--from " + id(one)).hasLineCount(1);
      assertThat(two.commandWith(line, "key", "import", "-", "--from", id(two)).exitCode())
          .isEqualTo(35);
      assertThat(two.run("key", "list")).doesNotContain("alice");

      assertThat(take(two, line, "--from", id(one))).contains("Imported");
      try (S3Client there = client(two, key)) {
        there.createBucket(b -> b.bucket("hers"));
        assertThat(there.listBuckets().owner().id()).isEqualTo(text(key, "/owner/id"));
      }
      assertThat(one.commandWith(line, "key", "import", "-", "--from", id(one)).exitCode())
          .as("made for another node")
          .isEqualTo(34);
      for (String wrong : List.of(line.substring(0, 99), "no key", change(line))) {
        Commands.Result refused = two.commandWith(wrong, "key", "import", "-", "--from", id(one));
        assertThat(refused.exitCode()).isBetween(30, 32);
        assertThat(refused.err()).hasLineCount(1).doesNotContain(line.substring(10, 40));
      }
    }
  }

  @Test
  void whatChangesLater_travelsWithTheNextExport_andARevocationIsFinal() {
    try (NodeUnderTest one = start("one");
        NodeUnderTest two = start("two")) {
      JsonNode key = Json.read(one.run("key", "create", "alice", "--json"));
      String access = text(key, "/access-key");
      String first = export(one, key, id(two));
      take(two, first, "--from", id(one));

      JsonNode rotated = Json.read(one.run("key", "rotate", access, "--json"));
      try (S3Client old = client(two, key)) {
        assertThat(old.listBuckets().buckets()).as("the old secret, there").isEmpty();
      }
      String second = export(one, key, id(two));
      assertThat(two.commandWith(second, "key", "import", "-", "--from", id(one)).exitCode())
          .isEqualTo(36);
      assertThat(take(two, second, "--from", id(one), "--replace")).contains("Replaced");
      try (S3Client old = client(two, key);
          S3Client current = client(two, rotated)) {
        refused("SignatureDoesNotMatch", old::listBuckets);
        assertThat(current.listBuckets().buckets()).isEmpty();
      }

      one.run("key", "revoke", access);
      Commands.Result ended = one.command("key", "export", access, "--to", id(two));
      assertThat(ended.err()).contains("the key was revoked");
      assertThat(take(two, ended.out(), "--from", id(one))).contains("Revoked " + access);
      try (S3Client current = client(two, rotated)) {
        refused("InvalidAccessKeyId", current::listBuckets);
      }
      for (String earlier : List.of(first, second)) {
        Commands.Result refused =
            two.commandWith(earlier, "key", "import", "-", "--from", id(one), "--replace");
        assertThat(refused.exitCode()).isEqualTo(37);
      }
    }
  }

  @Test
  void theRootKey_isNotExported_andSecretsAreWrittenNowhere() throws IOException {
    try (NodeUnderTest one = start("one", "--set", "log.level=debug");
        NodeUnderTest two = start("two", "--set", "log.level=debug")) {
      Commands.Result root = one.command("key", "export", one.rootAccessKeyId(), "--to", id(two));
      assertThat(root.exitCode()).isEqualTo(1);
      assertThat(root.err()).contains("root key");
      JsonNode key = Json.read(one.run("key", "create", "canary", "--json"));
      String line = export(one, key, id(two)).strip();
      take(two, line, "--from", id(one));

      String secret = text(key, "/secret-key");
      for (NodeUnderTest node : List.of(one, two)) {
        String shown =
            node.log() + node.metrics() + node.ask("/admin/v1/keys") + node.ask("/admin/v1/status");
        assertThat(shown).doesNotContain(secret, line.substring(10));
        assertThat(filesThatHold(node, secret)).isEmpty();
        assertThat(filesThatHold(node, line.substring(10))).isEmpty();
      }
    }
  }

  private static List<Path> filesThatHold(NodeUnderTest node, String text) throws IOException {
    try (Stream<Path> files = Files.walk(node.dataDirectory())) {
      return files.filter(Files::isRegularFile).filter(file -> holds(file, text)).toList();
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NodeUnderTest start(String name, String... options) {
    return NodeUnderTest.start(
        folder.resolve(name),
        Stream.concat(Stream.of("--set", "s3.anonymous=never"), Stream.of(options))
            .toArray(String[]::new));
  }

  private static String id(NodeUnderTest node) {
    return node.ask("/admin/v1/status").at("/endpoints/node-id").asText();
  }

  private static String text(JsonNode key, String field) {
    return key.at(field).asText();
  }

  private static String export(NodeUnderTest node, JsonNode key, String to) {
    return node.run("key", "export", text(key, "/access-key"), "--to", to);
  }

  private static String take(NodeUnderTest node, String line, String... options) {
    Commands.Result ran =
        node.commandWith(
            line,
            Stream.concat(Stream.of("key", "import", "-"), Stream.of(options))
                .toArray(String[]::new));
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran.out();
  }

  private static String change(String line) {
    char other = line.charAt(150) == 'A' ? 'B' : 'A';
    return line.substring(0, 150) + other + line.substring(151);
  }

  private static S3Client client(NodeUnderTest node, JsonNode key) {
    return client(node, text(key, "/access-key"), text(key, "/secret-key"));
  }

  private static S3Client client(NodeUnderTest node, String id, String secret) {
    return S3Client.builder()
        .endpointOverride(node.s3())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)))
        .build();
  }

  private static String get(S3Client s3, String bucket, String key) {
    return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
  }

  private static void put(S3Client s3, String bucket, String key) {
    s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(key));
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class,
            refusal -> assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  /** That an owner may read what is below {@code shared/}. */
  private static String policy(String owner) {
    return """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"CanonicalUser":"%s"},
        "Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/shared/*"}]}\
        """
        .formatted(owner);
  }
}
