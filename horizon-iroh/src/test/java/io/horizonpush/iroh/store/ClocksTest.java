package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketConfiguration.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.Lookup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Entries from outside that come too early, and a wall clock that jumps. */
@Timeout(120)
class ClocksTest extends OneBucketTest {

  private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");
  private static final ObjectKey KEY = new ObjectKey("key");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private Bucket other;

  @Override
  StoreFixture open(Path directory) {
    return StoreFixture.at(directory, now::get);
  }

  @BeforeEach
  void makeTheOther() {
    other = fixture.create("other");
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  @Test
  void anEntryThatIsTooEarly_waitsAndIsMergedWhenItsTimeHasCome() {
    StoredVersion early =
        TestingVersions.small(
            KEY, TestingVersions.at(START.plus(Duration.ofMinutes(10)).plusMillis(1)), "early");
    StoredVersion inTime =
        TestingVersions.small(
            new ObjectKey("in-time"), TestingVersions.at(START.plus(Duration.ofMinutes(10))), "x");
    merge(TestingVersions.arrival(early), TestingVersions.arrival(inTime));

    assertThat(objects().require(bucket, inTime.key())).isEqualTo(inTime);
    fixture.stores().upkeep().run();
    assertThat(objects().store().find(bucket, KEY)).isEqualTo(Lookup.Unknown.INSTANCE);
    fixture.restart();
    pass(Duration.ofMillis(2));
    fixture.stores().upkeep().run();
    assertThat(objects().require(bucket, KEY)).isEqualTo(early);
    assertThat(fixture.entries(fixture.row(bucket).id())).hasSize(2);
  }

  @Test
  void anEntryThatWaitsForItsTime_isNoFinding() {
    put(bucket, "key");
    fixture.publish();
    Stamp stamp = TestingVersions.at(START.plus(Duration.ofMinutes(30)));
    StoredVersion early = TestingVersions.small(new ObjectKey("early"), stamp, "early");
    BlobHash hash = TestingRecords.hash(ManifestCodec.encode(early).bytes());
    fixture
        .replicas()
        .receive(
            fixture.document(bucket), DocumentKey.of(early.key()), TestingVersions.OTHER, hash);
    merge(TestingVersions.arrival(early));
    assertThat(fixture.verify(true).findings()).isEmpty();
    pass(Duration.ofMinutes(20).plusMillis(1));
    fixture.stores().upkeep().run();
    fixture.publish();
    assertThat(objects().require(bucket, early.key())).isEqualTo(early);
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void anOlderEntryOfAnAuthor_takesThePlaceOfNoNewerOne() {
    StoredVersion older = TestingVersions.small(KEY, TestingVersions.at(START), "older");
    StoredVersion newer =
        TestingVersions.small(KEY, TestingVersions.at(START.plusSeconds(1)), "newer");
    merge(TestingVersions.arrival(newer));
    merge(TestingVersions.arrival(older));
    assertThat(fixture.entries(fixture.row(bucket).id()))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.hash())
                    .isEqualTo(TestingRecords.hash(ManifestCodec.encode(newer).bytes())));
    assertThat(objects().require(bucket, KEY)).isEqualTo(newer);
  }

  @Test
  void ofTwoEntriesThatAreTooEarly_theLaterOneWaits() {
    Instant late = START.plus(Duration.ofMinutes(30));
    StoredVersion older = TestingVersions.small(KEY, TestingVersions.at(late), "older");
    StoredVersion newer =
        TestingVersions.small(KEY, TestingVersions.at(late.plusSeconds(1)), "newer");
    merge(TestingVersions.arrival(newer));
    merge(TestingVersions.arrival(older));
    pass(Duration.ofHours(1));
    fixture.stores().upkeep().run();
    assertThat(objects().require(bucket, KEY)).isEqualTo(newer);
  }

  @Test
  void anAttributeThatIsTooEarly_waitsWithoutItsVersion() {
    StoredVersion made = objects().put(bucket, KEY, Bytes.of("x"));
    Tags tags = new Tags(new TreeMap<>(Map.of("a", "1")));
    Stamp stamp = TestingVersions.at(START.plus(Duration.ofMinutes(30)));
    merge(TestingVersions.arrival(made.with(new Register<>(stamp, tags))));
    assertThat(objects().require(bucket, KEY)).isEqualTo(made);
    pass(Duration.ofMinutes(20).plusMillis(1));
    fixture.stores().upkeep().run();
    assertThat(objects().require(bucket, KEY).attributes().tags()).isEqualTo(tags);
  }

  @Test
  void aSettingThatIsTooEarly_waitsToo() {
    Stamp stamp = TestingVersions.at(START.plus(Duration.ofMinutes(15)));
    merge(TestingVersions.setting(Part.TOMBSTONES, "on", stamp));
    assertThat(configuration().tombstones()).isFalse();
    pass(Duration.ofMinutes(5).plusMillis(1));
    fixture.stores().upkeep().run();
    assertThat(configuration().tombstones()).isTrue();
  }

  @Test
  void theEarlyEntriesOfADeletedBucket_goWithIt() {
    Stamp stamp = TestingVersions.at(START.plus(Duration.ofMinutes(15)));
    merge(TestingVersions.arrival(TestingVersions.small(KEY, stamp, "early")));
    long row = fixture.row(bucket).id();
    List<DocumentKey> waiting = fixture.index().read(tables -> tables.entries().earlyKeys(row));
    assertThat(waiting).containsExactly(DocumentKey.of(KEY));
    fixture.buckets().delete(bucket.id());
    List<DocumentKey> left = fixture.index().read(tables -> tables.entries().earlyKeys(row));
    assertThat(left).isEmpty();
    Bucket again = fixture.create("bucket");
    pass(Duration.ofHours(1));
    fixture.stores().upkeep().run();
    assertThat(objects().store().find(again, KEY)).isEqualTo(Lookup.Unknown.INSTANCE);
  }

  @Test
  void manyEarlyEntries_areAllTaken() {
    List<Arrival> early = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Stamp stamp = TestingVersions.at(START.plus(Duration.ofMinutes(11)).plusMillis(i));
      early.add(
          TestingVersions.arrival(
              TestingVersions.small(new ObjectKey("key-" + i), stamp, "early")));
    }
    fixture.stores().objects().merge(bucket.id(), early);
    pass(Duration.ofMinutes(2));
    fixture.stores().upkeep().run();
    assertThat(objects().store().list(bucket, new ListQuery("", "", "", 1000)).objects())
        .hasSize(200);
  }

  @Test
  void aStampFromOutside_dragsOnlyTheClockOfWhatReplacesIt() {
    StoredVersion ahead =
        TestingVersions.small(KEY, TestingVersions.at(START.plus(Duration.ofMinutes(9))), "x");
    merge(TestingVersions.arrival(ahead));
    StoredVersion replacing = objects().put(bucket, KEY, Bytes.of("mine"));
    assertThat(replacing.stamp().clock()).isEqualTo(ahead.stamp().clock() + 1);
    StoredVersion unrelated = objects().put(bucket, new ObjectKey("other"), Bytes.of("x"));
    assertThat(unrelated.stamp().clock()).isEqualTo(Stamp.clockOf(START));
    assertThat(replacing.lastModified()).isEqualTo(START);
  }

  @Test
  void theStampsOfAKey_neverGoBack_evenOverRestartsWithAWallClockSetBack() {
    Stamp last = objects().put(bucket, KEY, Bytes.of("first")).stamp();
    for (int step = 0; step < 5; step++) {
      pass(Duration.ofHours(-1));
      fixture.restart();
      StoredVersion next = objects().put(bucket, KEY, Bytes.of("again"));
      assertThat(next.stamp()).isGreaterThan(last);
      Stamp deleted = objects().delete(bucket, KEY).orElseThrow().stamp();
      assertThat(deleted).isGreaterThan(next.stamp());
      last = objects().put(bucket, KEY, Bytes.of("again")).stamp();
      assertThat(last).isGreaterThan(deleted);
    }
    pass(Duration.ofDays(1));
    assertThat(objects().put(bucket, KEY, Bytes.of("x")).stamp().time()).isEqualTo(now.get());
  }

  @Test
  void theStampsOfManyWritersOfAKey_areAllDifferent() throws Exception {
    List<Callable<Stamp>> puts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      puts.add(() -> objects().put(bucket, KEY, Bytes.of("x")).stamp());
    }
    Set<Stamp> stamps = new HashSet<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Stamp> each : threads.invokeAll(puts)) {
        stamps.add(each.get());
      }
    }
    assertThat(stamps).hasSize(200);
    assertThat(fixture.versions(bucket, KEY).versions()).hasSize(1);
  }

  @Test
  void afterTheClockJumpedAheadAndBack_aKeyWaitsAloneUntilItsTimeHasCome() {
    List<String> jumped = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      jumped.add("jumped-" + i);
    }
    pass(Duration.ofHours(1));
    jumped.forEach(key -> put(bucket, key));
    fixture.publish();
    now.set(START);

    jumped.forEach(key -> put(bucket, key));
    for (int i = 0; i < 300; i++) {
      put(bucket, "plain-" + i);
      put(other, "plain-" + i);
    }
    fixture.publish();
    assertThat(fixture.stores().backlog().count()).isZero();
    assertThat(parked(bucket)).isEqualTo(120);
    assertThat(parked(other)).isZero();
    assertThat(entries("plain-")).isEqualTo(300);
    assertThat(fixture.verify(true).findings()).isEmpty();

    // Further writes of such a key wait with it, and hold nobody up.
    put(bucket, "jumped-1");
    put(bucket, "plain-1");
    fixture.publish();
    assertThat(parked(bucket)).isEqualTo(120);
    fixture.stores().upkeep().run();
    assertThat(fixture.stores().backlog().count()).isZero();

    fixture.restart();
    pass(Duration.ofMinutes(51));
    fixture.stores().upkeep().run();
    assertThat(fixture.stores().backlog().count()).isEqualTo(120);
    fixture.publish();
    assertThat(parked(bucket)).isZero();
    long row = fixture.row(bucket).id();
    for (String key : jumped) {
      DocumentKey name = DocumentKey.of(new ObjectKey(key));
      EntryRow entry = fixture.index().read(tables -> tables.entries().of(row, name)).getFirst();
      ObjectVersion version = objects().require(bucket, new ObjectKey(key));
      assertThat(entry.hash())
          .isEqualTo(TestingRecords.hash(ManifestCodec.encode(version).bytes()));
    }
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aKeyThatWaits_goesWithItsBucket() {
    pass(Duration.ofHours(1));
    put(bucket, "key");
    fixture.publish();
    now.set(START);
    put(bucket, "key");
    fixture.publish();
    assertThat(parked(bucket)).isEqualTo(1);
    objects().delete(bucket, KEY);
    long row = fixture.row(bucket).id();
    fixture.buckets().delete(bucket.id());
    long left = fixture.index().read(tables -> tables.log().parked(row));
    assertThat(left).isZero();
    pass(Duration.ofHours(2));
    fixture.stores().upkeep().run();
    assertThat(fixture.stores().backlog().count()).isZero();
    fixture.publish();
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  private long entries(String prefix) {
    return fixture.entries(fixture.row(bucket).id()).stream()
        .filter(entry -> entry.key().objectKey().value().startsWith(prefix))
        .count();
  }

  private long parked(Bucket of) {
    long row = fixture.row(of).id();
    return fixture.index().read(tables -> tables.log().parked(row));
  }

  private BucketConfiguration configuration() {
    return fixture.buckets().find(bucket.name()).orElseThrow().configuration();
  }

  private void put(Bucket of, String key) {
    objects().put(of, new ObjectKey(key), Bytes.of("bytes of " + key));
  }
}
