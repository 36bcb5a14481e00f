package io.horizonpush.iroh.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.iroh.verify.Verifier;
import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectAttributes;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.NewObject;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.Precondition;
import io.horizonpush.s3.store.StagedBody;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PublisherTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final BucketName BUCKET = new BucketName("published");
  private static final BucketName OTHER = new BucketName("other");

  @TempDir Path directory;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
    objects().createBucket(BUCKET, new Owner("o", "O"));
    objects().createBucket(OTHER, new Owner("o", "O"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void everyWrite_endsInItsDocument() {
    try (Publisher publisher = publisher(fixture.blobs(), fixture.replicas())) {
      for (int i = 0; i < 600; i++) {
        put(BUCKET, "key-" + i, i % 10 == 0 ? 20_000 : 100);
        put(OTHER, "key-" + i, 0);
      }
      for (int i = 0; i < 600; i += 3) {
        objects().delete(BUCKET, new ObjectKey("key-" + i), Precondition.NONE);
        put(OTHER, "key-" + i, 300);
      }
      assertThat(publisher.awaitEmpty(LONG)).isTrue();
      assertThat(publisher.backlog()).isZero();
      assertThat(publisher.published()).isEqualTo(1600);
      assertThat(publisher.failures()).isZero();
    }
    VerifyReport report = verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.entries()).isEqualTo(1200);
    assertThat(report.objects()).isEqualTo(1000);
    assertThat(report.waiting()).isZero();
  }

  @Test
  void aCrashAtAnyStep_isMadeGoodByTheNextStart() {
    // Points: around the manifests, around opening, before, amid and after the put, around the
    // flush.
    for (int fatal = 1; fatal <= 9; fatal++) {
      mixedWrites(fatal);
      FailingAt failing = new FailingAt(fatal);
      try (Publisher publisher =
          publisher(failing.blobs(fixture.blobs()), failing.replicas(fixture.replicas()))) {
        Awaitility.await().until(failing::killed);
        Awaitility.await().until(() -> publisher.failures() > 0);
        assertThat(publisher.backlog()).isPositive();
      }
      fixture.restart();
      assertThat(verify().findings()).as("before, killed at point %d", fatal).isEmpty();
      publishAll();
      assertThat(verify().findings()).as("after, killed at point %d", fatal).isEmpty();
      assertThat(verify().waiting()).isZero();
    }
  }

  @Test
  void manifestsThatWereReplaced_areGarbageAndTheCurrentOnesAreNot() {
    put(BUCKET, "key", 100);
    publishAll();
    put(BUCKET, "key", 200);
    assertThat(fixture.stores().collectGarbage()).isEmpty();
    publishAll();
    assertThat(fixture.stores().collectGarbage()).hasSize(1);
    assertThat(verify().findings()).isEmpty();
  }

  @Test
  void aBucketWhoseDocumentFails_doesNotHoldUpTheOthers() {
    mixedWrites(1);
    put(OTHER, "other", 10);
    var broken = fixture.index().read(tables -> tables.buckets().require(BUCKET)).replica();
    BucketReplicas replicas = new BrokenReplica(fixture.replicas(), broken);
    try (Publisher publisher = publisher(fixture.blobs(), replicas)) {
      long own = countOf(BUCKET);
      Awaitility.await().until(() -> publisher.backlog() == own && publisher.failures() > 1);
      assertThat(countOf(OTHER)).isZero();
    }
    publishAll();
    assertThat(verify().findings()).isEmpty();
  }

  @Test
  void aBucketDeletedWithWritesInTheOutbox_leavesNothingBehind() {
    put(BUCKET, "key", 20_000);
    objects().delete(BUCKET, new ObjectKey("key"), Precondition.NONE);
    assertThat(fixture.stores().backlog().count()).isEqualTo(2);
    objects().deleteBucket(BUCKET);
    assertThat(fixture.stores().backlog().count()).isZero();
    assertThat(fixture.replicas().ids()).hasSize(1);
    assertThat(fixture.stores().collectGarbage()).hasSize(1);
    publishAll();
    assertThat(verify().findings()).isEmpty();
  }

  @Test
  void theMoreWaits_theShorterItRestsWhileRequestsWrite() {
    Duration batch = Duration.ofMillis(100);
    assertThat(Publisher.restAfter(batch, 1)).isEqualTo(Duration.ofMillis(400));
    assertThat(Publisher.restAfter(batch, 0.5)).isEqualTo(Duration.ofMillis(200));
    assertThat(Publisher.restAfter(batch, 0)).isEqualTo(Duration.ZERO);
    assertThat(Publisher.restAfter(Duration.ofMinutes(1), 1)).isEqualTo(Duration.ofSeconds(1));
  }

  private long countOf(BucketName bucket) {
    long id = fixture.index().read(tables -> tables.buckets().require(bucket)).id();
    List<Long> clocks =
        fixture
            .index()
            .read(
                tables ->
                    tables.outbox().oldest(id, 10_000).stream().map(row -> row.clock()).toList());
    return clocks.size();
  }

  private void mixedWrites(int round) {
    for (int i = 0; i < 20; i++) {
      put(BUCKET, "key-" + i, 50 + round);
    }
    put(BUCKET, "large-" + round, 30_000 + round);
    put(BUCKET, "key-1", 70 + round);
    objects().delete(BUCKET, new ObjectKey("key-2"), Precondition.NONE);
  }

  private void publishAll() {
    try (Publisher publisher = publisher(fixture.blobs(), fixture.replicas())) {
      assertThat(publisher.awaitEmpty(LONG)).isTrue();
    }
  }

  private VerifyReport verify() {
    return new Verifier(fixture.index(), fixture.blobs(), fixture.replicas()).verify(true);
  }

  private Publisher publisher(BlobStore blobs, BucketReplicas replicas) {
    return new Publisher(
        fixture.index(), blobs, replicas, fixture.stores().backlog(), fixture.stores().pins());
  }

  private ObjectStore objects() {
    return fixture.stores().objects();
  }

  private void put(BucketName bucket, String key, int size) {
    NewObject object =
        new NewObject(new ETag("tag"), ObjectMetadata.EMPTY, ObjectAttributes.EMPTY, List.of(), 0);
    byte[] bytes = Bytes.random(key.hashCode(), size);
    try (StagedBody staged = objects().stage(bucket, Bytes.reader(bytes))) {
      objects().put(bucket, new ObjectKey(key), object, staged, Precondition.NONE);
    }
  }
}
