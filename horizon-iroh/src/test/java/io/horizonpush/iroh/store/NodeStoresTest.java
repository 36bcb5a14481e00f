package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.IndexStats;
import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ModelListing;
import io.horizonpush.s3.store.ObjectListingContract;
import io.horizonpush.s3.store.StagedBody;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class NodeStoresTest extends OneBucketTest {

  private static final ObjectKey KEY = new ObjectKey("key");

  @Test
  void puts_ofManyAtOnce_shareCommits() throws Exception {
    IndexStats before = fixture.index().stats();
    CountDownLatch start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<StoredVersion>> puts = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        ObjectKey key = new ObjectKey("key-" + i);
        puts.add(
            threads.submit(
                () -> {
                  start.await();
                  return put(key, 4096);
                }));
      }
      start.countDown();
      for (Future<StoredVersion> put : puts) {
        put.get();
      }
    }
    long commits = fixture.index().stats().commits() - before.commits();
    assertThat(fixture.index().stats().mutations() - before.mutations()).isEqualTo(2000);
    assertThat(commits).isLessThan(500);
  }

  @Test
  void everythingThatWasAnswered_isThereAfterARestart() {
    StoredVersion small = put(KEY, 100);
    StoredVersion large = put(new ObjectKey("large"), 50_000);
    fixture.restart();
    assertThat(objects().find(bucket, KEY)).contains(small);
    assertThat(objects().find(bucket, large.key())).contains(large);
    assertThat(objects().read(bucket, large)).hasSize(50_000);
    assertThat(fixture.stores().backlog().count()).isEqualTo(2);
    assertThat(put(KEY, 100).stamp()).isGreaterThan(large.stamp());
  }

  @Test
  void garbage_isWhatNoRecordNamesAndNobodyStages() {
    put(KEY, 50_000);
    StagedBody staged = objects().store().stage(bucket, Bytes.reader(Bytes.random(9, 60_000)));
    assertThat(fixture.stores().collectGarbage()).isEmpty();
    BlobHash unused = blob(staged.body());
    assertThat(fixture.content().status(unused)).isEqualTo(new BlobStatus.Complete(60_000));
    staged.close();
    assertThat(fixture.content().status(unused)).isEqualTo(new BlobStatus.Absent());
    BlobHash replaced = blob(objects().require(bucket, KEY).body());
    put(KEY, 70_000);
    assertThat(fixture.stores().collectGarbage()).containsExactly(replaced);
    assertThat(fixture.content().pinned()).isZero();
  }

  @Test
  void aBucketWhoseDeletionWasCutShort_isSweptAtTheNextStart() {
    put(KEY, 50_000);
    fixture.publish();
    objects().delete(bucket, KEY);
    fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              tables.buckets().doom(tables.buckets().require(bucket.id()));
              return 0;
            });
    fixture.restart();
    assertThat(fixture.buckets().find(bucket.name())).isEmpty();
    assertThat(fixture.replicas().list()).isEmpty();
    assertThat(fixture.stores().backlog().count()).isZero();
    int doomed = fixture.index().read(tables -> tables.buckets().doomed().size());
    assertThat(doomed).isZero();
  }

  @Test
  void aDocumentWhoseBucketWasNeverMade_isSweptAtTheNextStart() {
    put(KEY, 100);
    fixture.publish();
    ReplicaId cutShort = fixture.replicas().create().id();
    fixture.restart();
    assertThat(fixture.replicas().list()).hasSize(1).doesNotContain(cutShort);
  }

  @Test
  void aDocumentOfNoBucketThatHoldsEntries_isKept() {
    put(KEY, 100);
    fixture.publish();
    ReplicaId stray = fixture.replicas().create().id();
    fixture.replicas().plant(stray, DocumentKey.of(KEY), Optional.of(BlobHash.of(new byte[32])));
    fixture.restart();
    assertThat(fixture.replicas().list()).hasSize(2).contains(stray);
  }

  @Test
  void durability_isChosenPerBucketAndShown() {
    fixture
        .buckets()
        .setOptions(bucket.id(), new BucketStore.Options(Durability.RELAXED, DocumentMode.EAGER));
    assertThat(fixture.buckets().find(bucket.name()).orElseThrow().durability())
        .isEqualTo(Durability.RELAXED);
    StoredVersion made = put(KEY, 100);
    assertThat(objects().find(bucket, KEY)).contains(made);
    fixture.restart();
    assertThat(objects().find(bucket, KEY)).contains(made);
  }

  @Test
  void aBacklogPastItsLimit_slowsWritersDown() {
    Backlog backlog = new Backlog(Map.of(1L, 3L), 2, Duration.ofMillis(1));
    assertThatThrownBy(() -> backlog.awaitRoom(1))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SLOW_DOWN));
    assertThat(backlog.room()).isZero();
    backlog.removed(1, 1);
    backlog.awaitRoom(1);
    assertThat(backlog.count()).isEqualTo(2);
    backlog.removed(1, 1);
    assertThat(backlog.room()).isEqualTo(0.5);
  }

  @Test
  void aBacklogPastItsLimit_slowsTheWritersOfNoOtherBucket() {
    Backlog backlog = new Backlog(Map.of(1L, 3L), 2, Duration.ofMillis(1));
    backlog.awaitRoom(2);
    backlog.added(2, 2);
    backlog.awaitRoom(2);
    backlog.added(2, 1);
    assertThatThrownBy(() -> backlog.awaitRoom(2)).isInstanceOf(S3Exception.class);
    backlog.removed(1, 3);
    assertThatThrownBy(() -> backlog.awaitRoom(2)).isInstanceOf(S3Exception.class);
    backlog.awaitRoom(1);
    assertThat(backlog.count()).isEqualTo(3);
  }

  @Test
  void list_ofAHundredThousandKeys_agreesWithTheModel() {
    long seed = System.nanoTime();
    System.out.println("seed of list_ofAHundredThousandKeys_agreesWithTheModel: " + seed);
    Random random = new Random(seed);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      keys.add("d%02d/e%02d/é%d".formatted(random.nextInt(50), random.nextInt(40), i));
    }
    long id = fixture.row(bucket).id();
    fill(id, keys);
    for (int round = 0; round < 20; round++) {
      ListQuery query = ObjectListingContract.randomQuery(random, keys);
      assertThat(ModelListing.of(objects().store().list(bucket, query)))
          .as("seed %d: %s", seed, query)
          .isEqualTo(ModelListing.of(keys, query));
    }
    List<String> listed = new ArrayList<>();
    for (var page = objects().store().list(bucket, new ListQuery("", "", "", 1000)); ; ) {
      page.objects().forEach(each -> listed.add(each.key().value()));
      if (page.next().isEmpty()) {
        break;
      }
      page = objects().store().list(bucket, new ListQuery("", "", page.next().get(), 1000));
    }
    assertThat(listed).isEqualTo(ModelListing.sorted(keys));
    assertThat(objects().store().list(bucket, new ListQuery("", "/", "", 1000)).commonPrefixes())
        .hasSize(50);
  }

  private void fill(long row, List<String> keys) {
    fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              for (String each : keys) {
                ObjectKey key = new ObjectKey(each);
                KeyRows before = tables.versions().of(row, key);
                KeyVersions after = new KeyVersions(List.of(empty(key)));
                tables.records().store(row, key, before, News.of(after, Cause.LOCAL));
              }
              return 0;
            });
  }

  private static StoredVersion empty(ObjectKey key) {
    VersionId id = VersionId.random(ThreadLocalRandom.current());
    Stamp stamp = new Stamp(Stamp.clockOf(Instant.EPOCH.plusSeconds(1)), StoreFixture.WRITER);
    return new StoredVersion(
        VersionHead.written(key, id, true, stamp, Replaced.NOTHING),
        Instant.EPOCH,
        new ETag("e"),
        ObjectMetadata.EMPTY,
        List.of(),
        ObjectBody.Inline.EMPTY,
        0,
        Optional.empty(),
        Attributes.NONE);
  }

  private static BlobHash blob(ObjectBody body) {
    return body.parts().getFirst().blob();
  }

  private StoredVersion put(ObjectKey key, int size) {
    return objects().put(bucket, key, Bytes.random(size, size));
  }
}
