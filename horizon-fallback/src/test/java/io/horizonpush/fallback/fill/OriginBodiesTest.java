package io.horizonpush.fallback.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.Meter;
import io.horizonpush.fallback.origin.OriginBudget;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.Patience;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.Fault;
import io.horizonpush.fallback.server.FaultyOrigin;
import io.horizonpush.iroh.store.TestingVersions;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.LocalState;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore.Eviction;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.OriginVersions;
import io.horizonpush.s3.store.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes that origins have: how often they come, what is kept, and what clients see of faults.
 */
@Timeout(180)
class OriginBodiesTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final int SIZE = (8 << 20) + 12_345;
  private static final int SMALL = 100_000;
  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  private final byte[] bytes = Bytes.random(1, SIZE);
  private final byte[] small = Bytes.random(2, SMALL);

  @TempDir Path directory;
  private FaultyOrigin server;
  private ReadingNode node;
  private KnownOrigin origin;
  private Bucket bucket;

  @BeforeEach
  void start() throws IOException {
    server = FaultyOrigin.start();
    server.put("key", bytes, 1);
    server.put("small", small, 1);
    node = new ReadingNode(directory);
    origin = node.know("cloud", server.url(), "bucket", "");
    bucket = node.create("bucket", Freshness.USUAL, origin);
  }

  private void useAPatientNode() throws IOException {
    Path other = Files.createDirectory(directory.resolve("patient"));
    node.close();
    node = new ReadingNode(other, OriginLimits.USUAL, Patience.USUAL);
    origin = node.know("cloud", server.url(), "bucket", "");
    bucket = node.create("bucket", Freshness.USUAL, origin);
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
    server.close();
  }

  @Test
  void aBody_comesOnce_andIsThisNodesOwnFromThenOn() throws IOException {
    for (String name : List.of("key", "small")) {
      ObjectKey key = new ObjectKey(name);
      assertThat(node.source(bucket, key)).isEqualTo(Source.origin("cloud"));
      awaitKept(key);
      StoredVersion kept = node.here().require(bucket, key);
      LocalState local = node.here().store().local(bucket, key, kept.id()).orElseThrow();
      assertThat(local.confirmations())
          .singleElement()
          .satisfies(each -> assertThat(each.tag()).isEqualTo("1"));
      assertThat(node.source(bucket, key)).isEqualTo(Source.LOCAL);
    }
    assertThat(server.count("GET")).isEqualTo(2);
    assertThat(node.counts().of(ReadCounts.Kind.FILLED)).containsEntry("cloud", 2L);
    server.close();
    assertThat(node.here().read(bucket, KEY)).isEqualTo(bytes);
  }

  @Test
  void aSmallBody_thatAnotherMemberGotMeanwhile_comesFromTheOrigin_forWhoLookedBefore()
      throws IOException {
    ObjectKey key = new ObjectKey("small");
    StoredVersion looked = node.objects().require(bucket, key);
    try (ReadingNode member = new ReadingNode(Files.createDirectory(directory.resolve("member")))) {
      KnownOrigin there = member.know("cloud", server.url(), "bucket", "");
      Bucket same = member.create("bucket", Freshness.USUAL, there);
      assertThat(member.objects().read(same, key)).isEqualTo(small);
      await().until(() -> member.here().require(same, key).body() instanceof ObjectBody.Blobs);
      List<Arrival> news =
          member.versions(same, key).stream().map(TestingVersions::arrival).toList();
      assertThat(node.here().store().merge(bucket.id(), news)).isEmpty();
    }
    assertThat(node.here().require(bucket, key).body()).isInstanceOf(ObjectBody.Blobs.class);

    List<Content> opened = node.objects().store().open(bucket, looked, ByteRange.all(SMALL));

    assertThat(Bytes.all(opened)).isEqualTo(small);
  }

  @Test
  void aBucketThatMayNotUseTheOrigin_readsNothingOfIt_alsoOfWhatIsHereForAnother() {
    Bucket other = node.create("other", Freshness.USUAL, origin);
    StoredVersion known = node.objects().require(other, KEY);
    List<Content> part = node.objects().store().open(bucket, known, new ByteRange(0, 1000));
    assertThat(Bytes.all(part)).isEqualTo(Arrays.copyOf(bytes, 1000));
    long before = server.requests().size();
    node.deny(other);

    assertThatThrownBy(() -> node.objects().find(other, new ObjectKey("small")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE);
              assertThat(e.getMessage()).contains("bucket origins --allow");
            });
    assertThatThrownBy(
            () -> Bytes.all(node.objects().store().open(other, known, new ByteRange(0, 1000))))
        .isInstanceOf(S3Exception.class);
    assertThatThrownBy(() -> node.objects().store().list(other, new ListQuery("", "", "", 10)))
        .isInstanceOf(S3Exception.class);
    assertThat(server.requests()).hasSize((int) before);
  }

  @Test
  void aHundredReadersOfOneBody_areOneReaderOfTheOrigin() throws IOException {
    useAPatientNode(); // So many readers keep a small machine busy.
    CountDownLatch go = new CountDownLatch(1);
    server.failBodies(new Fault.Held(SIZE / 2, go));
    List<CompletableFuture<Boolean>> reads = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      reads.add(CompletableFuture.supplyAsync(this::isRead, THREADS));
    }
    await().until(() -> joined() >= 99);
    go.countDown();

    assertThat(reads).allMatch(CompletableFuture::join);
    assertThat(server.count("GET")).isEqualTo(1);
    assertThat(server.count("HEAD")).isEqualTo(1);
    assertThat(server.sent()).isEqualTo(SIZE);
  }

  @Test
  void aHundredReadersOfASmallBody_areOneReaderOfTheOrigin() {
    CountDownLatch go = new CountDownLatch(1);
    server.failBodies(new Fault.Held(SMALL / 2, go));
    ObjectKey key = new ObjectKey("small");
    List<CompletableFuture<byte[]>> reads = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      reads.add(CompletableFuture.supplyAsync(() -> node.objects().read(bucket, key), THREADS));
    }
    await().until(() -> server.count("GET") == 1);
    go.countDown();

    assertThat(reads).allMatch(read -> Arrays.equals(read.join(), small));
    assertThat(server.count("GET")).isEqualTo(1);
  }

  private boolean isRead() {
    return Arrays.equals(node.objects().read(bucket, KEY), bytes);
  }

  private long joined() {
    return node.counts().of(ReadCounts.Kind.JOINED).getOrDefault("cloud", 0L);
  }

  @Test
  void aReaderWhoStops_stopsNobody_andAnotherReadsOn() {
    StoredVersion object = node.objects().require(bucket, KEY);
    Content slow = open(object, ByteRange.all(SIZE));
    ContentReader reader = slow.reader();
    assertThat(reader.next()).isPresent();

    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    reader.close();
    assertThat(server.count("GET")).isEqualTo(1);
  }

  @Test
  void aReaderWhoLeaves_hurtsNobody() {
    CountDownLatch go = new CountDownLatch(1);
    server.failBodies(new Fault.Held(1 << 20, go));
    StoredVersion object = node.objects().require(bucket, KEY);
    Content first = open(object, ByteRange.all(SIZE));
    CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(this::isRead, THREADS);
    await().until(() -> joined() == 1);

    first.close();
    go.countDown();

    assertThat(second.join()).isTrue();
    assertThat(server.count("GET")).isEqualTo(1);
  }

  @Test
  void aBodyThatNobodyReadsAnyMore_comesToItsEndIfMostOfItIsHere_andElseStops() {
    CountDownLatch go = new CountDownLatch(1);
    server.failBodies(new Fault.Held(1 << 20, go));
    StoredVersion object = node.objects().require(bucket, KEY);
    open(object, ByteRange.all(SIZE)).close();
    go.countDown();
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    awaitKept(KEY);

    CountDownLatch later = new CountDownLatch(1);
    server.put("most", bytes, 1);
    server.failBodies(new Fault.Held(SIZE - (1 << 20), later));
    ObjectKey most = new ObjectKey("most");
    Content content = open(node.objects().require(bucket, most), ByteRange.all(SIZE));
    ContentReader reader = content.reader();
    long read = 0;
    while (read < SIZE - (2 << 20)) {
      read += reader.next().orElseThrow().remaining();
    }
    long asked = server.count("GET");
    content.close();
    later.countDown();
    awaitKept(most);
    assertThat(server.count("GET")).isEqualTo(asked);
  }

  @Test
  void aRange_bringsItsBlocksAlone_andIsNotFetchedAgain() {
    ByteRange range = new ByteRange((3 << 20) + 100, 1000);
    StoredVersion object = node.objects().require(bucket, KEY);

    assertThat(read(object, range)).isEqualTo(part(range));
    await().until(() -> server.sent() == 1 << 20);
    assertThat(read(object, new ByteRange(3 << 20, 1 << 20)))
        .isEqualTo(part(new ByteRange(3 << 20, 1 << 20)));
    assertThat(server.count("GET")).isEqualTo(1);

    ByteRange last = new ByteRange(SIZE - 10, 10);
    assertThat(read(object, last)).isEqualTo(part(last));
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    assertThat(server.sent()).as("each byte once").isEqualTo(SIZE);
    awaitKept(KEY);
  }

  static Stream<Fault> passing() {
    return Stream.of(
        new Fault.Close(),
        new Fault.Cut(0),
        new Fault.Cut(1),
        new Fault.Cut(SIZE / 2),
        new Fault.Cut(SIZE - 1),
        new Fault.Reset(SIZE / 3),
        new Fault.Stall(SIZE / 3),
        new Fault.WrongLength(10),
        new Fault.WrongRange(),
        new Fault.Refusal(503, "SlowDown"));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void aFaultThatPasses_isNothingThatAReaderSees(Fault fault) {
    server.failBodies(fault);

    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    awaitKept(KEY);
    assertThat(node.here().read(bucket, KEY)).isEqualTo(bytes);
  }

  static Stream<Fault> lasting() {
    return Stream.of(
        new Fault.Close(),
        new Fault.Cut(0),
        new Fault.Cut(100_000),
        new Fault.Reset(1_000_000),
        new Fault.Stall(500_000),
        new Fault.WrongLength(10),
        new Fault.WrongLength(-10),
        new Fault.WrongRange(),
        new Fault.IgnoredCondition(),
        new Fault.Refusal(503, "SlowDown"),
        new Fault.Refusal(403, "ExpiredToken"),
        new Fault.Flipped(SIZE - 100),
        new Fault.Flipped(100));
  }

  /** A reader gets the exact bytes or fails, and what is wrong is not kept. */
  @ParameterizedTest
  @MethodSource("lasting")
  void aFaultThatLasts_breaksTheRead_andIsGoneWithItsCause(Fault fault) {
    StoredVersion object = node.objects().require(bucket, KEY);
    server.failEachBody(Optional.of(fault));

    byte[] got = readUntilItFails(object);

    assertThat(got.length).isLessThan(SIZE);
    if (!(fault instanceof Fault.Flipped)) {
      assertThat(got).isEqualTo(Arrays.copyOf(bytes, got.length));
    }
    assertThat(node.here().require(bucket, KEY).body()).isInstanceOf(ObjectBody.Remote.class);
    server.failEachBody(Optional.empty());
    await() // The breaker tries again only after a while.
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes));
    awaitKept(KEY);
  }

  private byte[] readUntilItFails(StoredVersion object) {
    ByteBuffer got = ByteBuffer.allocate(SIZE);
    assertThatThrownBy(
            () -> {
              try (Content content = open(object, ByteRange.all(SIZE))) {
                ContentReader reader = content.reader();
                Optional<ByteBuffer> piece = reader.next();
                while (piece.isPresent()) {
                  got.put(piece.get());
                  piece = reader.next();
                }
              }
            })
        .isInstanceOf(S3Exception.class);
    return Arrays.copyOf(got.array(), got.position());
  }

  @Test
  void aBodyThatAlwaysBreaksOff_isLeftAtLast() {
    server.failEachBody(Optional.of(new Fault.Cut(50_000)));
    StoredVersion object = node.objects().require(bucket, KEY);

    byte[] _ = readUntilItFails(object);

    assertThat(server.count("GET")).isLessThan(10);
  }

  @Test
  void anObjectThatChangedSinceItWasFound_isFoundAnew() {
    StoredVersion object = node.objects().require(bucket, KEY);
    byte[] other = Bytes.random(3, SIZE + 1);
    server.put("key", other, 2);

    assertFails(() -> open(object, ByteRange.all(SIZE)), S3ErrorCode.SERVICE_UNAVAILABLE);
    StoredVersion now = node.objects().require(bucket, KEY);
    assertThat(now.etag().value()).isEqualTo("2");
    assertThat(node.objects().read(bucket, now)).isEqualTo(other);
  }

  @Test
  void anObjectThatChangesWhileItIsRead_breaksTheRead() {
    CountDownLatch go = new CountDownLatch(1);
    StoredVersion object = node.objects().require(bucket, KEY);
    server.failBodies(new Fault.Cut(SIZE / 2));
    server.put("key", Bytes.random(3, SIZE), 1);
    Content content = open(object, ByteRange.all(SIZE));
    server.put("key", bytes, 2);
    go.countDown();

    assertThatThrownBy(() -> Bytes.all(List.of(content))).isInstanceOf(S3Exception.class);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
  }

  @Test
  void whatIsDeletedWhileItComes_staysDeleted() {
    CountDownLatch go = new CountDownLatch(1);
    server.failBodies(new Fault.Held(SIZE / 2, go));
    StoredVersion object = node.objects().require(bucket, KEY);
    Content content = open(object, ByteRange.all(SIZE));

    node.objects().delete(bucket, KEY);
    go.countDown();

    assertThat(Bytes.all(List.of(content))).as("who had begun reads on").isEqualTo(bytes);
    assertThat(node.objects().store().find(bucket, KEY)).isInstanceOf(Lookup.Deleted.class);
    await().untilAsserted(() -> assertThat(node.stores().stores().collectGarbage()).isEmpty());
    assertThat(node.objects().store().find(bucket, KEY)).isInstanceOf(Lookup.Deleted.class);
  }

  @Test
  void whatIsWrittenWhileTheOldComes_stays() {
    CountDownLatch go = new CountDownLatch(1);
    server.failBodies(new Fault.Held(SIZE / 2, go));
    StoredVersion object = node.objects().require(bucket, KEY);
    Content content = open(object, ByteRange.all(SIZE));

    StoredVersion own = node.objects().put(bucket, KEY, Bytes.of("own"));
    go.countDown();

    assertThat(Bytes.all(List.of(content))).isEqualTo(bytes);
    assertThat(node.objects().require(bucket, KEY)).isEqualTo(own);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(Bytes.of("own"));
  }

  @Test
  void aNodeWithoutRoom_passesOn_andKeepsNothing() {
    node.setRoom(false);

    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    assertThat(node.here().require(bucket, KEY).body()).isInstanceOf(ObjectBody.Remote.class);

    node.setRoom(true);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    awaitKept(KEY);
  }

  @Test
  void readersWhoDoNotReadOnWhatCannotBeKept_stopNobody() {
    node.setRoom(false);
    StoredVersion object = node.objects().require(bucket, KEY);
    List<Content> slow = new ArrayList<>();
    for (int i = 0; i < Permits.EACH; i++) {
      slow.add(open(object, ByteRange.all(SIZE)));
    }

    assertThat(node.objects().read(bucket, new ObjectKey("small"))).isEqualTo(small);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    slow.forEach(Content::close);
  }

  @Test
  void whatWasEvictedAndCannotBeKept_isComparedWithItsHash_orRefused() {
    node.objects().read(bucket, KEY);
    awaitKept(KEY);
    evict(KEY);
    node.setRoom(false);

    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    StoredVersion object = node.objects().require(bucket, KEY);
    assertFails(() -> read(object, new ByteRange(5 << 20, 1000)), S3ErrorCode.SERVICE_UNAVAILABLE);

    byte[] other = bytes.clone();
    other[100] ^= 1;
    server.put("key", other, 1); // Other bytes under the same tag.
    assertThat(readUntilItFails(object).length).isLessThan(SIZE);
  }

  @Test
  void aBodyOfWhichAllCame_isKeptAlsoIfAProcessEndedBeforeThat() {
    StoredVersion object = node.objects().require(bucket, KEY);
    try (BlobFill fill = node.stores().content().fill((ObjectBody.Remote) object.body())) {
      for (int at = 0; at < SIZE; at += 1 << 20) {
        int length = Math.min(1 << 20, SIZE - at);
        fill.write(at, ByteBuffer.wrap(bytes, at, length).slice());
      }
    }

    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    awaitKept(KEY);
    assertThat(server.count("GET")).isZero();
  }

  @Test
  void whatWasEvicted_comesBack_comparedWithItsHash() {
    node.objects().read(bucket, KEY);
    awaitKept(KEY);
    evict(KEY);

    ByteRange range = new ByteRange(5 << 20, 1000);
    StoredVersion object = node.objects().require(bucket, KEY);
    assertThat(read(object, range)).isEqualTo(part(range));
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    await().until(() -> node.source(bucket, KEY).equals(Source.LOCAL));

    evict(KEY);
    server.put("key", Bytes.random(4, SIZE), 1); // Other bytes under the same tag.
    assertFails(() -> node.objects().read(bucket, KEY), S3ErrorCode.SERVICE_UNAVAILABLE);
  }

  @Test
  void aSmallBodyThatWasEvicted_comesBack() {
    ObjectKey key = new ObjectKey("small");
    node.objects().read(bucket, key);
    awaitKept(key);
    evict(key);

    assertThat(node.source(bucket, key)).isEqualTo(Source.origin("cloud"));
    await().until(() -> node.source(bucket, key).equals(Source.LOCAL));
    assertThat(node.here().read(bucket, key)).isEqualTo(small);
  }

  @Test
  void aSmallBodyWithAWrongByte_isNotGiven_andNotKept() {
    ObjectKey key = new ObjectKey("small");
    server.failEachBody(Optional.of(new Fault.Flipped(100)));

    assertFails(() -> node.objects().read(bucket, key), S3ErrorCode.SERVICE_UNAVAILABLE);
    assertThat(node.here().require(bucket, key).body()).isInstanceOf(ObjectBody.Remote.class);
    assertThat(node.memoryUsed()).isZero();
  }

  @Test
  void aSmallBodyThatComesBackAsAnother_isRefused_andTakesNoMemory() {
    ObjectKey key = new ObjectKey("small");
    node.objects().read(bucket, key);
    awaitKept(key);
    evict(key);
    await().until(() -> node.memoryUsed() == 0);

    server.put("small", Bytes.random(4, SMALL), 1); // Other bytes under the same tag.
    assertFails(() -> node.objects().read(bucket, key), S3ErrorCode.SERVICE_UNAVAILABLE);
    assertThat(node.memoryUsed()).isZero();
  }

  @Test
  void aRecordThatNamesAnotherKeyOfTheOrigin_hasNothingReadThere() {
    server.put("private", small, 1);
    ObjectKey key = new ObjectKey("named-by-a-member");
    ObjectBody.Remote body =
        new ObjectBody.Remote(
            origin.origin().description().place().id(), "private", "1", small.length);
    StoredVersion named =
        OriginVersions.of(key, body, Instant.now(), new ETag("1"), ObjectMetadata.EMPTY);
    node.here()
        .store()
        .change(new Change(bucket.id(), key, new Expectation.Anything(), new Draft.Learn(named)));
    assertFails(() -> node.objects().read(bucket, key), S3ErrorCode.SERVICE_UNAVAILABLE);
    assertThat(server.count("GET")).isZero();
    assertThat(server.count("HEAD")).isZero();
  }

  private void evict(ObjectKey key) {
    BlobHash blob = node.here().require(bucket, key).body().parts().getFirst().blob();
    node.stores().stores().upkeep().run(); // What was confirmed before the origins were set.
    await().until(() -> node.stores().content().evict(blob) instanceof Eviction.Evicted);
  }

  @Test
  void overABudget_onlyWhatIsHereIsServed() {
    KnownOrigin _ =
        node.know(
            "cloud",
            server.url(),
            "bucket",
            "",
            new OriginCredentials.AccessKey("key", new Secret("s")),
            new OriginBudget(Optional.of(meter(SMALL)), Optional.empty()));
    ObjectKey key = new ObjectKey("small");
    node.objects().read(bucket, key);
    awaitKept(key);

    assertThatThrownBy(() -> node.objects().read(bucket, KEY))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE))
        .hasMessageContaining("is spent until");
    assertThat(node.objects().read(bucket, key)).isEqualTo(small);
  }

  private static Meter meter(long bytes) {
    return new Meter(
        new Meter.Limit(bytes, Duration.ofDays(1)),
        InstantSource.system(),
        new Meter.Store() {
          @Override
          public Optional<Meter.Spent> load() {
            return Optional.empty();
          }

          @Override
          public void save(Meter.Spent spent) {}
        });
  }

  private void awaitKept(ObjectKey key) {
    await().until(() -> !node.here().require(bucket, key).body().parts().isEmpty());
  }

  private Content open(StoredVersion object, ByteRange range) {
    return node.objects().store().open(bucket, object, range).getFirst();
  }

  private byte[] read(StoredVersion object, ByteRange range) {
    return Bytes.all(node.objects().store().open(bucket, object, range));
  }

  private byte[] part(ByteRange range) {
    return Arrays.copyOfRange(bytes, (int) range.offset(), (int) range.end());
  }

  private static void assertFails(ThrowingCallable call, S3ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
