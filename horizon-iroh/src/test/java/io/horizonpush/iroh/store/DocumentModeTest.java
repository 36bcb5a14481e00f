package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.LogTable.LogRow;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.BucketStore.Options;
import io.horizonpush.s3.store.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a bucket gets its document. */
@Timeout(120)
class DocumentModeTest {

  private static final Options ON_SHARE = new Options(Durability.STRICT, DocumentMode.ON_SHARE);
  private static final Options EAGER = new Options(Durability.STRICT, DocumentMode.EAGER);

  @TempDir Path directory;
  private StoreFixture fixture;
  private Bucket bucket;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
    bucket =
        fixture
            .buckets()
            .create(
                new BucketName("quiet"),
                new Owner("o", "O"),
                new BucketStore.NewBucket(Map.of(BucketSetting.ACL, "an acl"), false, ON_SHARE));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void write() {
    for (int i = 0; i < 1200; i++) {
      fixture.objects().put(bucket, key(i), Bytes.of("x" + i));
    }
    for (int i = 0; i < 50; i++) {
      fixture.objects().delete(bucket, key(i));
    }
    fixture.buckets().configure(bucket.id(), BucketSetting.POLICY, Optional.of("{}"));
  }

  @Test
  void aBucketOnShare_writesNoLogAndMakesNoDocument() {
    write();
    long row = fixture.row(bucket).id();
    assertThat(bucket.document()).isEqualTo(DocumentMode.ON_SHARE);
    assertThat(fixture.stores().backlog().count()).isZero();
    boolean followed =
        fixture.index().read(tables -> tables.log().isFollowedBy(Reader.PUBLISHER, row));
    assertThat(followed).isFalse();
    fixture.publish();
    fixture.restart();
    fixture.publish();
    assertThat(fixture.replicas().list()).isEmpty();
    assertThat(fixture.entries(row)).isEmpty();
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aBucketThatIsMadeEagerLater_publishesEverything() {
    write();
    fixture.buckets().setOptions(bucket.id(), EAGER);
    assertThat(fixture.buckets().find(bucket.name()).orElseThrow().document())
        .isEqualTo(DocumentMode.EAGER);
    assertThat(fixture.stores().backlog().count()).isEqualTo(1202);
    fixture.objects().put(bucket, key(0), Bytes.of("again"));
    fixture.publish();
    VerifyReport report = fixture.verify(true);
    assertThat(report.findings()).isEmpty();
    assertThat(report.entries()).isEqualTo(1202);
    assertThat(report.waiting()).isZero();
    assertThat(fixture.stores().backlog().count()).isZero();
  }

  @Test
  void aBucketThatIsMadeQuiet_forgetsWhatWaits_andSaysItAllWhenItIsEagerAgain() {
    fixture.buckets().setOptions(bucket.id(), EAGER);
    fixture.objects().put(bucket, key(1), Bytes.of("x"));
    fixture.publish();
    fixture.objects().put(bucket, key(2), Bytes.of("y"));
    fixture.buckets().setOptions(bucket.id(), ON_SHARE);
    assertThat(fixture.stores().backlog().count()).isZero();
    fixture.objects().put(bucket, key(1), Bytes.of("z"));
    fixture.objects().delete(bucket, key(2));
    assertThat(fixture.stores().backlog().count()).isZero();
    fixture.buckets().setOptions(bucket.id(), EAGER);
    fixture.publish();
    VerifyReport report = fixture.verify(true);
    assertThat(report.findings()).isEmpty();
    assertThat(report.entries()).isEqualTo(3);
  }

  @Test
  void aDocumentWhoseFileIsLost_isMadeAgain() {
    fixture.buckets().setOptions(bucket.id(), EAGER);
    write();
    fixture.publish();
    ReplicaId document = fixture.document(bucket);
    fixture.replicas().delete(document);
    fixture.restart();
    fixture.publish();
    assertThat(fixture.replicas().list()).containsExactly(document);
    VerifyReport report = fixture.verify(true);
    assertThat(report.findings()).isEmpty();
    assertThat(report.entries()).isEqualTo(1202);
  }

  @Test
  void aBackfillThatACrashCutsShort_isEndedAtTheNextStart() {
    write();
    long row = fixture.row(bucket).id();
    fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              tables.buckets().setOptions(row, Durability.STRICT, DocumentMode.EAGER);
              return LogBackfill.begin(tables, tables.buckets().require(bucket.id()));
            });
    fixture.restart();
    fixture.publish();
    VerifyReport report = fixture.verify(true);
    assertThat(report.findings()).isEmpty();
    assertThat(report.entries()).isEqualTo(1202);
  }

  @Test
  void aLostDocumentWhoseForgettingACrashCutsShort_isMadeAgain() {
    fixture.buckets().setOptions(bucket.id(), EAGER);
    write();
    fixture.publish();
    long row = fixture.row(bucket).id();
    fixture.replicas().delete(fixture.document(bucket));
    fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              tables.backfills().lose(row);
              return tables.entries().removeSome(row, 10);
            });
    // Somebody opens it before the crash, so that it is here, and empty.
    assertThat(fixture.documents(fixture.replicas()).find(fixture.row(bucket))).isPresent();
    fixture.restart();
    fixture.publish();
    VerifyReport report = fixture.verify(true);
    assertThat(report.findings()).isEmpty();
    assertThat(report.entries()).isEqualTo(1202);
  }

  @Test
  void aBackfillOfABucketThatIsDeletedMeanwhile_leavesNothing() {
    fixture.objects().put(bucket, key(1), Bytes.of("x"));
    fixture.buckets().setOptions(bucket.id(), EAGER);
    long row = fixture.row(bucket).id();
    fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> LogBackfill.begin(tables, tables.buckets().require(bucket.id())));
    fixture.objects().delete(bucket, key(1));
    fixture.buckets().delete(bucket.id());
    fixture.restart();
    fixture.publish();
    List<Long> unfinished = fixture.index().read(tables -> tables.backfills().all());
    assertThat(unfinished).isEmpty();
    List<LogRow> waiting =
        fixture.index().read(tables -> tables.log().unread(Reader.PUBLISHER, row, 10));
    assertThat(waiting).isEmpty();
    assertThat(fixture.stores().backlog().count()).isZero();
    assertThat(fixture.replicas().list()).isEmpty();
  }

  private static ObjectKey key(int number) {
    return new ObjectKey("key-" + number);
  }
}
