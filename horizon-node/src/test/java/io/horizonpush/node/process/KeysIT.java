package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.horizonpush.node.testing.Json;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Signer;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/** Access keys from their making to their end, with the commands and AWS's SDK. */
class KeysIT {

  @TempDir static Path folder;

  private static NodeUnderTest node;
  private static S3Client root;

  @BeforeAll
  static void start() {
    node = NodeUnderTest.start(folder.resolve("data"), "--set", "s3.anonymous=never");
    root = client(node, node.rootAccessKeyId(), node.rootSecretAccessKey());
  }

  @AfterAll
  static void stop() {
    root.close();
    node.close();
  }

  @Test
  void aNewKey_worksAtOnce_andItsSecretIsShownOnce() {
    JsonNode key = command("key", "create", "somebody", "--json");

    assertThat(key.properties())
        .extracting(field -> field.getKey())
        .containsExactly("access-key", "secret-key", "owner");
    assertThat(key.at("/owner/id").asText()).matches("[0-9a-f]{64}");
    assertThat(key.at("/owner/display-name").asText()).isEqualTo("somebody");
    try (S3Client s3 = client(key)) {
      s3.createBucket(b -> b.bucket("somebodys-bucket"));
      put(s3, "somebodys-bucket", "key");
      assertThat(s3.listBuckets().buckets())
          .extracting(Bucket::name)
          .containsExactly("somebodys-bucket");
      assertThat(s3.listBuckets().owner().id()).isEqualTo(key.at("/owner/id").asText());
    }

    String list = node.command("key", "list").out();
    assertThat(list).contains(key.path("access-key").asText() + "  somebody  owner");
    assertThat(list).doesNotContain(key.path("secret-key").asText());
    assertThat(node.ask("/admin/v1/keys").toString())
        .contains(key.path("access-key").asText())
        .doesNotContain(key.path("secret-key").asText());
  }

  @Test
  void aSecondKeyOfOneName_hasTheSameBuckets() {
    JsonNode first = make("shared");
    JsonNode second = make("shared");
    assertThat(second.at("/owner/id")).isEqualTo(first.at("/owner/id"));
    assertThat(second.path("access-key")).isNotEqualTo(first.path("access-key"));
    try (S3Client one = client(first);
        S3Client two = client(second)) {
      one.createBucket(b -> b.bucket("of-both-keys"));
      put(two, "of-both-keys", "key");
      assertThat(get(one, "of-both-keys", "key")).isEqualTo("key");
    }
  }

  @Test
  void aKeyThatMayRead_readsAndDoesNothingElse() {
    root.createBucket(b -> b.bucket("to-read"));
    put(root, "to-read", "key");
    JsonNode key = command("key", "create", "reader", "--grant", "r:to-read", "--json");

    try (S3Client s3 = client(key)) {
      assertThat(get(s3, "to-read", "key")).isEqualTo("key");
      assertThat(s3.headObject(b -> b.bucket("to-read").key("key")).contentLength()).isEqualTo(3);
      assertThat(keys(s3, "to-read", "")).containsExactly("key");
      assertThat(s3.listBuckets().buckets()).extracting(Bucket::name).containsExactly("to-read");
      assertThat(s3.headBucket(b -> b.bucket("to-read")).bucketRegion()).isEqualTo("us-east-1");
      denied(() -> put(s3, "to-read", "key"));
      denied(() -> s3.deleteObject(b -> b.bucket("to-read").key("key")));
      denied(() -> deleteAll(s3, "to-read", "key"));
      denied(() -> s3.createMultipartUpload(b -> b.bucket("to-read").key("key")));
      denied(() -> copy(s3, "to-read", "key", "copy"));
      denied(() -> s3.deleteBucket(b -> b.bucket("to-read")));
      denied(() -> s3.createBucket(b -> b.bucket("a-new-bucket")));
      denied(() -> s3.getBucketPolicy(b -> b.bucket("to-read")));
      denied(
          () ->
              s3.putObjectTagging(
                  b -> b.bucket("to-read").key("key").tagging(t -> t.tagSet(List.<Tag>of()))));
    }
    assertThat(get(root, "to-read", "key")).isEqualTo("key");
    assertThat(keys(root, "to-read", "")).containsExactly("key");
  }

  @Test
  void aKeyOfAPrefix_staysBelowIt() {
    root.createBucket(b -> b.bucket("prefixed"));
    put(root, "prefixed", "out/secret");
    JsonNode key = make("worker", "rw:prefixed/in/");

    try (S3Client s3 = client(key)) {
      put(s3, "prefixed", "in/a");
      assertThat(get(s3, "prefixed", "in/a")).isEqualTo("in/a");
      assertThat(keys(s3, "prefixed", "in/")).containsExactly("in/a");
      denied(() -> keys(s3, "prefixed", ""));
      denied(() -> keys(s3, "prefixed", "out/"));
      denied(() -> put(s3, "prefixed", "out/b"));
      denied(() -> put(s3, "prefixed", "in"));
      denied(() -> get(s3, "prefixed", "out/secret"));
      denied(() -> get(s3, "prefixed", "out/absent"));

      uploadInParts(s3, "in/parts");
      denied(() -> uploadInParts(s3, "out/parts"));
      String theirs =
          root.createMultipartUpload(b -> b.bucket("prefixed").key("out/parts")).uploadId();
      denied(() -> uploadPart(s3, "out/parts", theirs));

      copy(s3, "prefixed", "in/a", "in/copy");
      denied(() -> copy(s3, "prefixed", "out/secret", "in/stolen"));
      denied(() -> copy(s3, "prefixed", "in/a", "out/copy"));
      DeleteObjectsResponse deleted = deleteAll(s3, "prefixed", "in/copy", "out/secret");
      assertThat(deleted.deleted()).extracting(DeletedObject::key).containsExactly("in/copy");
      assertThat(deleted.errors())
          .extracting(S3Error::key, S3Error::code)
          .containsExactly(tuple("out/secret", "AccessDenied"));
    }
    assertThat(keys(root, "prefixed", "")).containsExactly("in/a", "in/parts", "out/secret");
  }

  @Test
  void keyList_tellsWhenAKeyWasUsed() {
    JsonNode key = make("used");
    assertThat(listed(key).at("/use").has("last-used")).isFalse();
    assertThat(listed(key).at("/use/created").asText()).endsWith("Z");

    try (S3Client s3 = client(key)) {
      s3.listBuckets();
    }

    await()
        .untilAsserted(() -> assertThat(listed(key).at("/use/last-used").asText()).endsWith("Z"));
  }

  @Test
  void aRotatedKey_isTheSameKeyWithAnotherSecret_alsoOnOpenConnections() throws Exception {
    JsonNode key = make("rotated");
    try (S3Client before = client(key);
        Wire kept = new Wire(node.s3().getPort())) {
      before.createBucket(b -> b.bucket("of-a-rotated-key"));
      put(before, "of-a-rotated-key", "key");
      assertThat(get(kept, "/s3/of-a-rotated-key/key", key).status()).isEqualTo(200);

      JsonNode rotated = command("key", "rotate", key.path("access-key").asText(), "--json");

      assertThat(rotated.path("access-key")).isEqualTo(key.path("access-key"));
      assertThat(rotated.at("/owner/id")).isEqualTo(key.at("/owner/id"));
      assertThat(rotated.path("secret-key")).isNotEqualTo(key.path("secret-key"));
      refused("SignatureDoesNotMatch", () -> get(before, "of-a-rotated-key", "key"));
      Reply old = get(kept, "/s3/of-a-rotated-key/key", key);
      assertThat(old.status()).isEqualTo(403);
      assertThat(old.text()).contains("<Code>SignatureDoesNotMatch</Code>");
      assertThat(get(kept, "/s3/of-a-rotated-key/key", rotated).text()).isEqualTo("key");
      try (S3Client after = client(rotated)) {
        assertThat(get(after, "of-a-rotated-key", "key")).isEqualTo("key");
      }
    }
  }

  @Test
  void theRootKey_canBeRotated_andStaysSo(@TempDir Path other) throws Exception {
    try (NodeUnderTest fresh = NodeUnderTest.start(other.resolve("data"))) {
      String id = fresh.rootAccessKeyId();
      JsonNode rotated = Json.read(fresh.command("key", "rotate", id, "--json").out());
      assertThat(rotated.path("access-key").asText()).isEqualTo(id);
      assertThat(rotated.path("secret-key").asText()).isNotEqualTo(fresh.rootSecretAccessKey());
      refusesOldRoot(fresh, id, fresh.rootSecretAccessKey(), rotated.path("secret-key").asText());
      String old = fresh.rootSecretAccessKey();
      fresh.kill();
      try (NodeUnderTest again = NodeUnderTest.start(other.resolve("data"))) {
        refusesOldRoot(again, id, old, rotated.path("secret-key").asText());
      }
    }
    try (NodeUnderTest given =
        NodeUnderTest.startWith(
            Map.of(
                "HORIZON_S3_ROOT_ACCESS_KEY", "GIVEN",
                "HORIZON_S3_ROOT_SECRET_KEY", "given-by-the-operator"),
            other.resolve("given"))) {
      Commands.Result refused = given.command("key", "rotate", "GIVEN");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).contains("s3.root-secret-key", "start the node again");
    }
  }

  private static void refusesOldRoot(NodeUnderTest node, String id, String old, String current)
      throws Exception {
    for (String secret : List.of(old, current)) {
      JsonNode key =
          Json.read("{\"access-key\":\"%s\",\"secret-key\":\"%s\"}".formatted(id, secret));
      try (Wire wire = new Wire(node.s3().getPort())) {
        assertThat(get(wire, "/s3/", key).status()).isEqualTo(secret.equals(old) ? 403 : 200);
      }
    }
  }

  @Test
  void aRevokedKey_isWorthNothingAtOnce() throws Exception {
    JsonNode key = make("revoked");
    String id = key.path("access-key").asText();
    try (S3Client s3 = client(key);
        Wire kept = new Wire(node.s3().getPort())) {
      s3.createBucket(b -> b.bucket("of-a-revoked-key"));
      assertThat(get(kept, "/s3/of-a-revoked-key", key).status()).isEqualTo(200);

      assertThat(command("key", "revoke", id, "--json").path("access-key").asText()).isEqualTo(id);

      refused("InvalidAccessKeyId", s3::listBuckets);
      assertThat(get(kept, "/s3/of-a-revoked-key", key).status()).isEqualTo(403);
    }
    assertThat(node.ask("/admin/v1/keys").toString()).doesNotContain(id);
    Commands.Result again = node.command("key", "revoke", id);
    assertThat(again.exitCode()).isNotZero();
    assertThat(again.err()).contains("no access key " + id);
    assertThat(root.listBuckets().buckets()).extracting(Bucket::name).contains("of-a-revoked-key");
  }

  @Test
  void anExpiredKey_isWorthNothing() {
    JsonNode key = node.order("/admin/v1/keys", "{\"name\":\"for a while\",\"lifetime\":\"PT3S\"}");
    try (S3Client s3 = client(key)) {
      s3.listBuckets();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> refused("InvalidAccessKeyId", s3::listBuckets));
    }
    assertThat(listed(key).at("/use/expires").asText()).endsWith("Z");
    Commands.Result none = node.command("key", "create", "x", "--expires", "soon");
    assertThat(none.exitCode()).isNotZero();
    assertThat(none.err())
        .contains("'soon' is not a whole number with one of ms, s, m, h, d behind it");
  }

  @Test
  void whatIsNoGrant_isRefusedInWords() {
    Commands.Result none = node.command("key", "create", "x", "--grant", "rwx:bucket");

    assertThat(none.exitCode()).isNotZero();
    assertThat(none.err()).contains("a grant is r:BUCKET").doesNotContain("Exception");
    assertThat(node.ask("/admin/v1/keys").toString()).doesNotContain("\"x\"");
  }

  @Test
  void aGrantOfABucketThatDoesNotExist_isRefusedInWords() {
    Commands.Result none = node.command("key", "create", "y", "--grant", "r:not-there");

    assertThat(none.exitCode()).isNotZero();
    assertThat(none.err().lines()).hasSize(1);
    assertThat(none.err())
        .contains("grant names bucket not-there, which does not exist: create it first");
    assertThat(node.ask("/admin/v1/keys").toString()).doesNotContain("\"y\"");
  }

  @Test
  void aBucketOfOneOwner_isHiddenFromAnother_untilItsPolicyShares() {
    JsonNode alice = make("alice");
    JsonNode bob = make("bob");
    try (S3Client hers = client(alice);
        S3Client his = client(bob)) {
      hers.createBucket(b -> b.bucket("alices-bucket"));
      put(hers, "alices-bucket", "shared/a");
      put(hers, "alices-bucket", "private/b");
      assertThat(his.listBuckets().buckets()).isEmpty();
      denied(() -> get(his, "alices-bucket", "shared/a"));
      denied(() -> keys(his, "alices-bucket", ""));
      refused("BucketAlreadyExists", () -> his.createBucket(b -> b.bucket("alices-bucket")), 409);

      hers.putBucketPolicy(
          b ->
              b.bucket("alices-bucket")
                  .policy(
                      """
                      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                      "Principal":{"AWS":"arn:aws:iam:::user/bob"},
                      "Action":["s3:GetObject","s3:PutObject"],
                      "Resource":"arn:aws:s3:::alices-bucket/shared/*"}]}\
                      """));

      assertThat(get(his, "alices-bucket", "shared/a")).isEqualTo("shared/a");
      put(his, "alices-bucket", "shared/his");
      denied(() -> get(his, "alices-bucket", "private/b"));
      denied(() -> his.deleteObject(b -> b.bucket("alices-bucket").key("shared/a")));
      assertThat(get(hers, "alices-bucket", "shared/his")).isEqualTo("shared/his");
      hers.deleteBucketPolicy(b -> b.bucket("alices-bucket"));
      denied(() -> get(his, "alices-bucket", "shared/a"));
    }
  }

  private static void denied(ThrowingCallable call) {
    refused("AccessDenied", call);
  }

  private static void refused(String code, ThrowingCallable call) {
    refused(code, call, 403);
  }

  private static void refused(String code, ThrowingCallable call, int status) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class,
            refusal -> {
              assertThat(refusal.statusCode()).isEqualTo(status);
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
            });
  }

  private static JsonNode make(String name, String... grants) {
    var request = JsonNodeFactory.instance.objectNode().put("name", name);
    Stream.of(grants).forEach(request.putArray("grants")::add);
    return node.order("/admin/v1/keys", request.toString());
  }

  private static JsonNode command(String... arguments) {
    Commands.Result result = node.command(arguments);
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return Json.read(result.out());
  }

  private static JsonNode listed(JsonNode key) {
    for (JsonNode each : node.ask("/admin/v1/keys").path("keys")) {
      if (each.path("access-key").equals(key.path("access-key"))) {
        return each;
      }
    }
    throw new AssertionError("not listed: " + key.path("access-key"));
  }

  private static S3Client client(JsonNode key) {
    return client(node, key.path("access-key").asText(), key.path("secret-key").asText());
  }

  static S3Client client(NodeUnderTest of, String id, String secret) {
    return S3Client.builder()
        .endpointOverride(of.s3())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)))
        .build();
  }

  private static void put(S3Client s3, String bucket, String key) {
    s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(key));
  }

  private static String get(S3Client s3, String bucket, String key) {
    return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
  }

  private static Reply get(Wire wire, String target, JsonNode key) throws IOException {
    return wire.send(Signer.of(key).sign(Request.of("GET", target)));
  }

  private static List<String> keys(S3Client s3, String bucket, String prefix) {
    return s3.listObjectsV2(b -> b.bucket(bucket).prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private static void copy(S3Client s3, String bucket, String from, String to) {
    s3.copyObject(
        b -> b.sourceBucket(bucket).sourceKey(from).destinationBucket(bucket).destinationKey(to));
  }

  private static DeleteObjectsResponse deleteAll(S3Client s3, String bucket, String... keys) {
    List<ObjectIdentifier> objects =
        Stream.of(keys).map(key -> ObjectIdentifier.builder().key(key).build()).toList();
    return s3.deleteObjects(b -> b.bucket(bucket).delete(d -> d.objects(objects)));
  }

  private static void uploadInParts(S3Client s3, String key) {
    String upload = s3.createMultipartUpload(b -> b.bucket("prefixed").key(key)).uploadId();
    CompletedPart part = uploadPart(s3, key, upload);
    s3.completeMultipartUpload(
        b -> b.bucket("prefixed").key(key).uploadId(upload).multipartUpload(m -> m.parts(part)));
  }

  private static CompletedPart uploadPart(S3Client s3, String key, String upload) {
    String etag =
        s3.uploadPart(
                b -> b.bucket("prefixed").key(key).uploadId(upload).partNumber(1),
                RequestBody.fromString("part"))
            .eTag();
    return CompletedPart.builder().partNumber(1).eTag(etag).build();
  }
}
