package io.horizonpush.fallback.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.server.Fault;
import io.horizonpush.fallback.server.FaultyOrigin;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.Reading;
import io.horizonpush.s3.store.Source;
import io.horizonpush.s3.store.TestingObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of keys where a bucket has origins: what is learnt there, and when it is asked. */
@Timeout(120)
class ReadThroughTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final Freshness ALWAYS = new Freshness.Always();
  private static final byte[] FIRST = Bytes.random(1, 1000);
  private static final byte[] SECOND = Bytes.random(2, 2000);

  @TempDir Path directory;
  private FaultyOrigin server;
  private ReadingNode node;
  private KnownOrigin origin;

  @BeforeEach
  void start() throws IOException {
    server = FaultyOrigin.start();
    node = new ReadingNode(directory);
    origin = node.know("cloud", server.url(), "bucket", "");
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
    server.close();
  }

  @Test
  void anUnknownKey_isLearntFromTheOrigin_andAskedForOnce() {
    server.put("key", FIRST, 7);
    Bucket bucket = node.create("bucket", Freshness.USUAL, origin);

    var found = node.objects().store().read(bucket, KEY, Optional.empty(), Reading.SOME);

    assertThat(found.source()).isEqualTo(Source.origin("cloud"));
    assertThat(found.version().etag().value()).isEqualTo("7");
    assertThat(found.version().size()).isEqualTo(FIRST.length);
    assertThat(found.version().metadata().header("content-type"))
        .contains("application/octet-stream");
    assertThat(server.count("GET")).as("a description needs no bytes").isZero();
    assertThat(node.objects().store().read(bucket, KEY, Optional.empty(), Reading.SOME).source())
        .isEqualTo(Source.LOCAL);
    assertThat(server.count("HEAD")).isEqualTo(1);
    assertThat(node.counts().of(ReadCounts.Kind.FOUND)).containsEntry("cloud", 1L);
  }

  @Test
  void aBucketWithoutOrigins_asksNobody() {
    server.put("key", FIRST, 1);
    Bucket bucket = node.create("bucket", ALWAYS);

    assertThat(node.objects().find(bucket, KEY)).isEmpty();
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aKeyThatNoOriginHas_isNotFound_andSeenSecondsAfterItIsMadeThere() {
    Bucket bucket = node.create("bucket", Freshness.USUAL, origin);

    for (int i = 0; i < 5; i++) {
      assertThat(node.objects().find(bucket, KEY)).isEmpty();
    }
    assertThat(server.count("HEAD")).isEqualTo(1);

    server.put("key", FIRST, 1);
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(node.objects().find(bucket, KEY)).isPresent());
  }

  @Test
  void aKeyThatWasDeletedHere_isNotAskedForAgain() {
    server.put("key", FIRST, 1);
    Bucket bucket = node.create("bucket", ALWAYS, origin);

    node.objects().delete(bucket, KEY); // Of which nothing is known yet.

    assertThat(node.objects().store().find(bucket, KEY)).isInstanceOf(Lookup.Deleted.class);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aRefusal_isNoMiss() {
    Bucket bucket = node.create("bucket", Freshness.USUAL, origin);
    server.fail(new Fault.Refusal(403, "AccessDenied"));

    assertUnavailable(() -> node.objects().find(bucket, KEY), "does not let this node read");
    assertThat(node.objects().find(bucket, KEY)).as("nothing was remembered of it").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {405, 501})
  void anOriginThatKnowsNoHead_isNoMiss(int status) {
    Bucket bucket = node.create("bucket", Freshness.USUAL, origin);
    server.fail(new Fault.Refusal(status, ""));

    assertUnavailable(() -> node.objects().find(bucket, KEY), "cannot be read as this node");
  }

  @Test
  void aKeyThatNoneAtTheOriginCanHave_isAMiss_andNotAskedFor() {
    KnownOrigin deep = node.know("deep", server.url(), "bucket", "p".repeat(500));
    Bucket bucket = node.create("bucket", Freshness.USUAL, deep);

    assertThat(node.objects().find(bucket, new ObjectKey("k".repeat(1000)))).isEmpty();
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void anOriginThatIsDown_isNoMiss_andSaysWhenToComeBack() throws IOException {
    Bucket bucket = node.create("bucket", Freshness.USUAL, origin);
    server.close();

    assertThatThrownBy(() -> node.objects().find(bucket, KEY))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE);
              assertThat(e.headers()).containsKey("retry-after");
            });
  }

  @Test
  void anOriginWithoutAccess_isNoMiss() {
    Bucket bucket = node.create("bucket", Freshness.USUAL, origin);
    node.forget(origin);

    assertUnavailable(() -> node.objects().find(bucket, KEY), "no access");
  }

  @Test
  void theSecondOrigin_isAskedWhereTheFirstHasNothingOrIsDown() throws IOException {
    try (FaultyOrigin second = FaultyOrigin.start()) {
      KnownOrigin other = node.know("other", second.url(), "bucket", "");
      second.put("key", SECOND, 2);
      second.put("next", SECOND, 3);
      Bucket bucket = node.create("bucket", Freshness.USUAL, origin, other);

      assertThat(node.objects().read(bucket, KEY)).isEqualTo(SECOND);

      server.close();
      ObjectKey next = new ObjectKey("next");
      assertThat(node.objects().read(bucket, next)).isEqualTo(SECOND);
      assertUnavailable(
          () -> node.objects().find(bucket, new ObjectKey("nowhere")), "cannot be read from now");
    }
  }

  @Test
  void whatIsReplacedAtTheOrigin_isReplacedHere_whateverItsTimeSays() {
    server.put("key", FIRST, 1);
    Bucket bucket = node.create("bucket", ALWAYS, origin);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(FIRST);

    for (int version = 2; version < 6; version++) {
      byte[] bytes = Bytes.random(version, 1000 * version);
      server.put("key", bytes, version); // Within the same second, as it says.
      var found = node.objects().store().read(bucket, KEY, Optional.empty(), Reading.SOME);
      assertThat(found.source()).isEqualTo(Source.origin("cloud"));
      assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    }
  }

  @Test
  void whatIsYoungEnough_isNotAskedAbout() {
    server.put("key", FIRST, 1);
    Bucket young = node.create("young", new Freshness.Ttl(Duration.ofSeconds(60)), origin);
    Bucket immutable = node.create("immutable", new Freshness.Immutable(), origin);
    node.objects().read(young, KEY);
    node.objects().read(immutable, KEY);
    awaitKept(young);
    awaitKept(immutable);
    long asked = server.requests().size();
    server.put("key", SECOND, 2);

    assertThat(node.objects().read(young, KEY)).isEqualTo(FIRST);
    assertThat(node.objects().read(immutable, KEY)).isEqualTo(FIRST);
    assertThat(server.requests()).hasSize((int) asked);
  }

  @Test
  void whatIsTooOld_isAskedAboutOnce() {
    server.put("key", FIRST, 1);
    Bucket bucket = node.create("bucket", new Freshness.Ttl(Duration.ofSeconds(1)), origin);
    node.objects().read(bucket, KEY);
    server.put("key", SECOND, 2);

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(node.objects().read(bucket, KEY)).isEqualTo(SECOND));
  }

  @Test
  void whatIsGoneAtTheOrigin_isGoneHere_untilItIsBackThere() {
    server.put("key", FIRST, 1);
    Bucket bucket = node.create("bucket", ALWAYS, origin);
    StoredVersion version = node.objects().require(bucket, KEY);
    assertThat(node.objects().read(bucket, version)).isEqualTo(FIRST);

    server.remove("key");
    assertThat(node.objects().find(bucket, KEY)).isEmpty();
    assertThat(node.here().find(bucket, KEY)).as("nothing was lost").isPresent();

    server.put("key", FIRST, 1);
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(node.objects().find(bucket, KEY)).isPresent());
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(FIRST);
  }

  @Test
  void whatWasSeen_isServedWhileTheOriginIsDown_andSaidToBeStale() throws IOException {
    server.put("key", FIRST, 1);
    Bucket bucket = node.create("bucket", ALWAYS, origin);
    node.objects().read(bucket, KEY);
    awaitKept(bucket);
    server.close();

    var found = node.objects().store().read(bucket, KEY, Optional.empty(), Reading.SOME);
    assertThat(found.source()).isEqualTo(Source.STALE);
    assertThat(node.here().read(bucket, found.version())).isEqualTo(FIRST);
    assertThat(node.counts().of(ReadCounts.Kind.STALE)).containsEntry("cloud", 1L);
  }

  @Test
  void whatWasSeen_isNotServedAfterARefusal() {
    server.put("key", FIRST, 1);
    Bucket bucket = node.create("bucket", ALWAYS, origin);
    node.objects().read(bucket, KEY);
    server.fail(new Fault.Refusal(403, "AccessDenied"));

    assertUnavailable(() -> node.objects().find(bucket, KEY), "does not let this node read");
  }

  @Test
  void whatWaitsForItsUpload_isTrue_whateverTheOriginHas() {
    Bucket bucket = node.create("bucket", ALWAYS, origin);
    StoredVersion own = node.objects().put(bucket, KEY, SECOND);
    OriginId id = origin.origin().description().place().id();
    node.objects().make(bucket, KEY, new Draft.Queue(own.id(), id, "key", false));
    server.put("key", FIRST, 1);

    assertThat(node.objects().read(bucket, KEY)).isEqualTo(SECOND);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aCondition_knowsWhatIsAtTheOrigin() {
    server.put("key", FIRST, 1);
    Bucket bucket = node.create("bucket", Freshness.USUAL, origin);

    assertFails(
        () ->
            node.objects()
                .put(bucket, KEY, TestingObjects.plain(SECOND), SECOND, TestingObjects.ifAbsent()),
        S3ErrorCode.PRECONDITION_FAILED);
    assertFails(
        () -> node.objects().store().foresee(bucket, KEY, TestingObjects.ifAbsent()),
        S3ErrorCode.PRECONDITION_FAILED);
    StoredVersion there = node.objects().require(bucket, KEY);
    StoredVersion replaced =
        node.objects()
            .put(
                bucket,
                KEY,
                TestingObjects.plain(SECOND),
                SECOND,
                TestingObjects.ifMatch(there.etag()));
    assertThat(node.here().require(bucket, KEY)).isEqualTo(replaced);
  }

  @Test
  void aConditionThatNothingIsThere_holdsWhereItIsGoneAtTheOrigin() {
    server.put("key", FIRST, 1);
    Bucket bucket = node.create("bucket", ALWAYS, origin);
    node.objects().read(bucket, KEY);
    server.remove("key");

    node.objects()
        .put(bucket, KEY, TestingObjects.plain(SECOND), SECOND, TestingObjects.ifAbsent());

    assertThat(node.objects().read(bucket, KEY)).isEqualTo(SECOND);
  }

  @Test
  void aConditionThatFails_deletesNothingOfWhatIsGoneAtTheOrigin() {
    server.put("key", FIRST, 1);
    Bucket bucket = node.create("bucket", ALWAYS, origin);
    StoredVersion version = node.objects().require(bucket, KEY);
    assertThat(node.objects().read(bucket, version)).isEqualTo(FIRST);
    server.remove("key");

    assertThatThrownBy(
            () ->
                node.objects()
                    .put(
                        bucket,
                        KEY,
                        TestingObjects.plain(SECOND),
                        SECOND,
                        TestingObjects.ifMatch(version.etag())))
        .isInstanceOf(S3Exception.class);
    assertFails(
        () -> node.objects().set(bucket, KEY, new Tags(new TreeMap<>(Map.of("a", "1")))),
        S3ErrorCode.NO_SUCH_KEY);
    assertThatThrownBy(
            () ->
                node.objects().store().foresee(bucket, KEY, TestingObjects.ifMatch(version.etag())))
        .isInstanceOf(S3Exception.class);

    assertThat(node.here().require(bucket, KEY).id()).isEqualTo(version.id());
    server.put("key", FIRST, 1);
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(node.objects().find(bucket, KEY)).isPresent());
  }

  @Test
  void anAttribute_isSetOnWhatIsAtTheOrigin() {
    server.put("key", FIRST, 1);
    Bucket bucket = node.create("bucket", Freshness.USUAL, origin);
    Tags tags = new Tags(new TreeMap<>(Map.of("a", "1")));

    node.objects().set(bucket, KEY, tags);

    assertThat(node.objects().require(bucket, KEY).attributes().tags()).isEqualTo(tags);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(FIRST);
    awaitKept(bucket);
    assertThat(node.here().require(bucket, KEY).attributes().tags()).isEqualTo(tags);
  }

  private void awaitKept(Bucket bucket) {
    await().until(() -> !node.here().require(bucket, KEY).body().parts().isEmpty());
  }

  private static void assertFails(ThrowingCallable call, S3ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static void assertUnavailable(ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE))
        .hasMessageContaining(why);
  }
}
