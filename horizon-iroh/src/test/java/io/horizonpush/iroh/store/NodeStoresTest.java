package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.IndexStats;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectAttributes;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Version;
import io.horizonpush.s3.model.WriteBack;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ModelListing;
import io.horizonpush.s3.store.NewObject;
import io.horizonpush.s3.store.ObjectListingContract;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.Precondition;
import io.horizonpush.s3.store.StagedBody;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class NodeStoresTest {

  private static final BucketName BUCKET = new BucketName("bucket");
  private static final ObjectKey KEY = new ObjectKey("key");

  @TempDir Path directory;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
    objects().createBucket(BUCKET, new Owner("o", "O"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void puts_ofManyAtOnce_shareCommits() throws Exception {
    IndexStats before = fixture.index().stats();
    CountDownLatch start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ObjectRecord>> puts = new ArrayList<>();
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
      for (Future<ObjectRecord> put : puts) {
        put.get();
      }
    }
    long commits = fixture.index().stats().commits() - before.commits();
    assertThat(fixture.index().stats().mutations() - before.mutations()).isEqualTo(2000);
    assertThat(commits).isLessThan(500);
  }

  @Test
  void everythingThatWasAnswered_isThereAfterARestart() {
    ObjectRecord small = put(KEY, 100);
    ObjectRecord large = put(new ObjectKey("large"), 50_000);
    fixture.restart();
    assertThat(objects().find(BUCKET, KEY)).contains(small);
    assertThat(objects().find(BUCKET, large.key())).contains(large);
    assertThat(Bytes.all(objects().open(large, ByteRange.all(50_000)))).hasSize(50_000);
    assertThat(fixture.stores().backlog().count()).isEqualTo(2);
    assertThat(put(KEY, 100).version()).isGreaterThan(large.version());
  }

  @Test
  void deletingAKeyThatNeverWas_leavesNoTrace() {
    objects().delete(BUCKET, KEY, Precondition.NONE);
    assertThat(fixture.stores().backlog().count()).isZero();
    long id = fixture.index().read(tables -> tables.buckets().require(BUCKET)).id();
    boolean any = fixture.index().read(tables -> tables.objects().tombstone(id, KEY).isPresent());
    assertThat(any).isFalse();
  }

  @Test
  void garbage_isWhatNoRecordNamesAndNobodyStages() {
    put(KEY, 50_000);
    StagedBody staged = objects().stage(BUCKET, Bytes.reader(Bytes.random(9, 60_000)));
    assertThat(fixture.stores().collectGarbage()).isEmpty();
    staged.close();
    assertThat(fixture.stores().collectGarbage()).containsExactly(blob(staged.body()));
    BlobHash replaced = blob(objects().find(BUCKET, KEY).orElseThrow().body());
    put(KEY, 70_000);
    assertThat(fixture.stores().collectGarbage()).containsExactly(replaced);
    assertThat(fixture.blobs().pinned()).isZero();
  }

  @Test
  void aPutThatCommitsAmidACollection_keepsItsBlob() {
    AtomicReference<Runnable> amid = new AtomicReference<>(() -> {});
    NodeStores stores =
        fixture.stores(new HookedBlobStore(fixture.blobs(), () -> amid.get().run()));
    byte[] bytes = Bytes.random(9, 60_000);
    StagedBody staged = stores.objects().stage(BUCKET, Bytes.reader(bytes));
    amid.set(
        () -> {
          // The roots are read already and do not have this blob.
          stores.objects().put(BUCKET, KEY, object(), staged, Precondition.NONE);
          staged.close();
        });
    assertThat(stores.collectGarbage()).isEmpty();
    ObjectRecord made = stores.objects().find(BUCKET, KEY).orElseThrow();
    assertThat(Bytes.all(stores.objects().open(made, ByteRange.all(60_000)))).isEqualTo(bytes);
    assertThat(fixture.blobs().pinned()).isZero();
  }

  @Test
  void aBucketWhoseDeletionWasCutShort_isSweptAtTheNextStart() {
    put(KEY, 50_000);
    objects().delete(BUCKET, KEY, Precondition.NONE);
    fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              tables.buckets().doom(tables.buckets().require(BUCKET));
              return 0;
            });
    fixture.restart();
    assertThat(objects().findBucket(BUCKET)).isEmpty();
    assertThat(fixture.replicas().ids()).isEmpty();
    assertThat(fixture.stores().backlog().count()).isZero();
    int doomed = fixture.index().read(tables -> tables.buckets().doomed().size());
    assertThat(doomed).isZero();
  }

  @Test
  void aDocumentWhoseBucketWasNeverMade_isSweptAtTheNextStart() {
    ReplicaId cutShort = fixture.replicas().create().id();
    fixture.restart();
    assertThat(fixture.replicas().ids()).hasSize(1).doesNotContain(cutShort);
  }

  @Test
  void aDocumentOfNoBucketThatHoldsEntries_isKept() {
    ReplicaId stray = fixture.replicas().create().id();
    fixture.replicas().plant(stray, DocumentKey.of(KEY), Optional.of(BlobHash.of(new byte[32])));
    fixture.restart();
    assertThat(fixture.replicas().ids()).hasSize(2).contains(stray);
  }

  @Test
  void aBucketThatIsRefused_leavesNoDocumentBehind() {
    assertThatThrownBy(() -> objects().createBucket(BUCKET, new Owner("other", "Other")))
        .isInstanceOf(S3Exception.class);
    assertThat(fixture.replicas().ids()).hasSize(1);
  }

  @Test
  void durability_isChosenPerBucketAndShown() {
    fixture.stores().setDurability(BUCKET, Durability.RELAXED);
    assertThat(objects().findBucket(BUCKET).orElseThrow().durability())
        .isEqualTo(Durability.RELAXED);
    ObjectRecord made = put(KEY, 100);
    assertThat(objects().find(BUCKET, KEY)).contains(made);
    fixture.restart();
    assertThat(objects().find(BUCKET, KEY)).contains(made);
  }

  @Test
  void aBacklogPastItsLimit_slowsWritersDown() {
    Backlog backlog = new Backlog(3, 2, Duration.ofMillis(1));
    assertThatThrownBy(backlog::awaitRoom)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SLOW_DOWN));
    assertThat(backlog.room()).isZero();
    backlog.removed(1);
    backlog.awaitRoom();
    assertThat(backlog.count()).isEqualTo(2);
    backlog.removed(1);
    assertThat(backlog.room()).isEqualTo(0.5);
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
    long id = fixture.index().read(tables -> tables.buckets().require(BUCKET)).id();
    fill(id, keys);
    for (int round = 0; round < 20; round++) {
      ListQuery query = ObjectListingContract.randomQuery(random, keys);
      assertThat(ModelListing.of(objects().list(BUCKET, query)))
          .as("seed %d: %s", seed, query)
          .isEqualTo(ModelListing.of(keys, query));
    }
    List<String> listed = new ArrayList<>();
    for (var page = objects().list(BUCKET, new ListQuery("", "", "", 1000)); ; ) {
      page.objects().forEach(each -> listed.add(each.key().value()));
      if (page.next().isEmpty()) {
        break;
      }
      page = objects().list(BUCKET, new ListQuery("", "", page.next().get(), 1000));
    }
    assertThat(listed).isEqualTo(ModelListing.sorted(keys));
    assertThat(objects().list(BUCKET, new ListQuery("", "/", "", 1000)).commonPrefixes())
        .hasSize(50);
  }

  private void fill(long bucket, List<String> keys) {
    fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              var row = tables.buckets().find(bucket).orElseThrow();
              for (String key : keys) {
                ObjectRecord record =
                    new ObjectRecord(
                        BUCKET,
                        new ObjectKey(key),
                        new Version(tables.clock().tick(), 1),
                        Instant.EPOCH,
                        new ETag("e"),
                        ObjectMetadata.EMPTY,
                        ObjectAttributes.EMPTY,
                        List.of(),
                        ObjectBody.Inline.EMPTY,
                        0,
                        WriteBack.NONE);
                tables.objects().put(row, Optional.empty(), record, Optional.empty());
              }
              return 0;
            });
  }

  private static BlobHash blob(ObjectBody body) {
    return Stream.of(body)
        .map(ObjectBody.Blobs.class::cast)
        .map(blobs -> blobs.parts().getFirst().blob())
        .findFirst()
        .orElseThrow();
  }

  private ObjectStore objects() {
    return fixture.stores().objects();
  }

  private static NewObject object() {
    return new NewObject(
        new ETag("tag"), ObjectMetadata.EMPTY, ObjectAttributes.EMPTY, List.of(), 0);
  }

  private ObjectRecord put(ObjectKey key, int size) {
    byte[] bytes = Bytes.random(size, size);
    try (StagedBody staged = objects().stage(BUCKET, Bytes.reader(bytes))) {
      return objects().put(BUCKET, key, object(), staged, Precondition.NONE);
    }
  }
}
