package io.horizonpush.iroh.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.index.DamagedIndex;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.store.Manifests;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.TestingObjects;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PublisherTest {

  @TempDir Path directory;
  private StoreFixture fixture;
  private Bucket published;
  private Bucket other;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
    published = fixture.create("published");
    other = fixture.create("other");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void everyWrite_endsInItsDocument() {
    try (Publisher publisher = fixture.publisher(fixture.replicas())) {
      for (int i = 0; i < 600; i++) {
        put(published, "key-" + i, i % 10 == 0 ? 20_000 : 100);
        put(other, "key-" + i, 0);
      }
      for (int i = 0; i < 600; i += 3) {
        fixture.objects().delete(published, new ObjectKey("key-" + i));
        put(other, "key-" + i, 300);
      }
      assertThat(publisher.awaitEmpty(Duration.ofSeconds(30))).isTrue();
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
    // Of one bucket: around opening, before, amid and after the put, around the flush; of the
    // other, and of the first at the beginning, also around the making of the document.
    for (int fatal = 1; fatal <= 16; fatal++) {
      mixedWrites(fatal);
      put(fixture.create("fresh-" + fatal), "key", 100);
      FailingAt failing = new FailingAt(fatal);
      try (Publisher publisher = fixture.publisher(failing.replicas(fixture.replicas()))) {
        Awaitility.await().until(failing::killed);
        Awaitility.await().until(() -> publisher.failures() > 0);
        assertThat(publisher.backlog()).isPositive();
      }
      fixture.restart();
      assertThat(verify().findings()).as("before, killed at point %d", fatal).isEmpty();
      fixture.publish();
      assertThat(verify().findings()).as("after, killed at point %d", fatal).isEmpty();
      assertThat(verify().waiting()).isZero();
    }
  }

  /** What this node decides by itself, such as when a version beside another is old enough. */
  @Test
  void whatChangesWhereADocumentIsOnlyRead_isPassedOver() {
    put(published, "key", 100);
    fixture.publish();
    fixture.index().write(Durability.STRICT, this::forgetTheSecret);
    put(published, "later", 100);
    put(other, "key", 100);

    try (Publisher publisher = fixture.publisher(fixture.replicas())) {
      assertThat(publisher.awaitEmpty(Duration.ofSeconds(30))).isTrue();
      assertThat(publisher.failures()).isZero();
    }
    assertThat(entries(published)).isEqualTo(1);
    assertThat(entries(other)).isEqualTo(1);
  }

  private DocumentRow forgetTheSecret(Tables tables) {
    long bucket = fixture.row(published).id();
    DocumentRow row = tables.documents().current(bucket).orElseThrow();
    tables.documents().removeAll(bucket);
    tables
        .documents()
        .insert(new DocumentRow(bucket, row.epoch(), row.replica(), Optional.empty()));
    return row;
  }

  private long entries(Bucket bucket) {
    return fixture.index().read(tables -> tables.entries().count(fixture.row(bucket).id()));
  }

  @Test
  void theManifestOfAnEntry_isFoundUntilTheNextOneIsPublished() {
    put(published, "key", 100);
    fixture.publish();
    BlobHash first = entry("key").hash();
    assertThat(manifest("key")).isEqualTo(first);
    put(published, "key", 200);
    assertThat(entry("key").hash()).isEqualTo(first);
    assertThat(manifest("key")).isEqualTo(first);
    fixture.publish();
    assertThat(entry("key").hash()).isNotEqualTo(first);
    assertThat(manifest("key")).isEqualTo(entry("key").hash());
    assertThat(entry("key").manifest()).isEmpty();
    assertThat(fixture.blobs()).isEmpty();
    assertThat(verify().findings()).isEmpty();
  }

  private EntryRow entry(String key) {
    long row = fixture.row(published).id();
    DocumentKey name = DocumentKey.of(new ObjectKey(key));
    return fixture.index().read(tables -> tables.entries().of(row, name)).getFirst();
  }

  private BlobHash manifest(String key) {
    EntryRow entry = entry(key);
    Manifest manifest =
        fixture
            .index()
            .read(tables -> Manifests.find(tables, entry.bucket(), entry.key(), entry.author()))
            .orElseThrow();
    return TestingRecords.hash(manifest.bytes());
  }

  @Test
  void bytesThatRottedBeforeTheirEntry_arePublishedByNobody() {
    put(published, "key", 100);
    DamagedIndex.run(fixture.index(), "UPDATE inline_body SET bytes = zeroblob(length(bytes))");
    fixture.publish();
    long row = fixture.row(published).id();
    DocumentKey key = DocumentKey.of(new ObjectKey("key"));
    List<EntryRow> entries = fixture.index().read(tables -> tables.entries().of(row, key));
    assertThat(entries).isEmpty();
    List<DocumentKey> aside = fixture.index().read(tables -> tables.log().parkedKeys(row));
    assertThat(aside).containsExactly(key);

    put(published, "key", 100);
    fixture.publish();
    assertThat(manifest("key")).isEqualTo(entry("key").hash());
    assertThat(verify().findings()).isEmpty();
  }

  @Test
  void aBucketWhoseDocumentFails_doesNotHoldUpTheOthers() {
    put(published, "first", 10);
    fixture.publish();
    mixedWrites(1);
    put(other, "other", 10);
    ReplicaId broken = fixture.document(published);
    BucketReplicas replicas = HookedReplicas.broken(fixture.replicas(), broken);
    try (Publisher publisher = fixture.publisher(replicas)) {
      long own = countOf(published);
      Awaitility.await().until(() -> publisher.backlog() == own && publisher.failures() > 1);
      assertThat(countOf(other)).isZero();
    }
    fixture.publish();
    assertThat(verify().findings()).isEmpty();
  }

  @Test
  void aBucketDeletedWithWritesInTheLog_leavesNothingBehind() {
    put(published, "first", 10);
    put(other, "first", 10);
    fixture.objects().delete(published, new ObjectKey("first"));
    fixture.publish();
    put(published, "key", 20_000);
    fixture.objects().delete(published, new ObjectKey("key"));
    assertThat(fixture.stores().backlog().count()).isEqualTo(2);
    fixture.buckets().delete(published.id());
    assertThat(fixture.stores().backlog().count()).isZero();
    assertThat(fixture.replicas().list()).hasSize(1);
    assertThat(fixture.stores().collectGarbage()).hasSize(1);
    fixture.publish();
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

  private long countOf(Bucket bucket) {
    long row = fixture.row(bucket).id();
    return fixture.index().read(tables -> tables.log().count(Reader.PUBLISHER, row));
  }

  private void mixedWrites(int round) {
    for (int i = 0; i < 20; i++) {
      put(published, "key-" + i, 50 + round);
    }
    put(published, "large-" + round, 30_000 + round);
    put(published, "key-1", 70 + round);
    fixture.objects().delete(published, new ObjectKey("key-2"));
  }

  private VerifyReport verify() {
    return fixture.verify(true);
  }

  private void put(Bucket bucket, String key, int size) {
    fixture
        .objects()
        .put(
            bucket,
            new ObjectKey(key),
            TestingObjects.object("tag"),
            Bytes.random(key.hashCode(), size),
            WriteConditions.NONE);
  }
}
