package io.horizonpush.iroh.store;

import static io.horizonpush.s3.store.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.MultipartStore.NewPart;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import io.horizonpush.s3.store.MultipartStore.UploadContents;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.TestingObjects;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uploads that nobody finishes: how many there may be, and how they go. */
@Timeout(120)
class UnfinishedUploadsTest extends OneBucketTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final Duration DAY = Duration.ofDays(1);

  private Instant wall = Instant.parse("2026-11-29T00:00:00Z");
  private Duration running = Duration.ofDays(3);

  @Override
  StoreFixture open(Path directory) {
    Index.Options usual = Index.Options.DEFAULT;
    Clocks clocks = new Clocks(() -> wall, () -> running);
    return new StoreFixture(
        directory,
        new Index.Options(usual.maxBatch(), 2, clocks, usual.observer(), usual.fresh()),
        StoreFixture.WRITER);
  }

  private void pass(Duration time) {
    wall = wall.plus(time);
    running = running.plus(time);
  }

  private MultipartStore uploads() {
    return fixture.stores().uploads();
  }

  private UploadId begin(Bucket where, String key) {
    NewUpload details =
        new NewUpload(
            where.owner(), ObjectMetadata.EMPTY, List.of(), Optional.empty(), Optional.empty());
    return uploads().createUpload(where, new ObjectKey(key), details).id();
  }

  private void putParts(UploadId id, int count) {
    for (int number = 1; number <= count; number++) {
      try (StagedBody staged =
          objects().store().stage(bucket, Bytes.reader(Bytes.random(number, 100)))) {
        uploads().putPart(bucket, KEY, id, new NewPart(number, new ETag("e"), List.of(), staged));
      }
    }
  }

  private long unfinished() {
    return fixture.index().read(tables -> tables.uploads().count());
  }

  @Test
  void whatIsTooOld_isAborted_andWhatIsNotStays() {
    UploadId old = begin(bucket, "key");
    putParts(old, 3);
    begin(fixture.create("another"), "old-too");
    pass(DAY.multipliedBy(6));
    begin(bucket, "younger");
    UploadExpiry expiry = fixture.stores().uploadExpiry();
    expiry.run();
    assertThat(unfinished()).isEqualTo(3);

    pass(DAY.plusSeconds(1));
    expiry.run();
    assertThat(unfinished()).isOne();
    assertThat(expiry.expired()).isEqualTo(2);
    assertFails(S3ErrorCode.NO_SUCH_UPLOAD, () -> uploads().contents(bucket, KEY, old));
    assertThat(fixture.stores().collectGarbage()).hasSize(3);
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void aWallClockThatIsSetAhead_endsNoUploadOfToday() {
    begin(bucket, "key");
    wall = wall.plus(DAY.multipliedBy(400));
    fixture.stores().uploadExpiry().run();
    assertThat(unfinished()).isOne();
  }

  /** 1,200 parts go in three steps. */
  @Test
  void manyParts_goAFewAtATime_andLeaveNothing() {
    UploadId id = begin(bucket, "key");
    putParts(id, 1200);
    pass(DAY.multipliedBy(8));
    fixture.stores().uploadExpiry().run();
    assertThat(unfinished()).isZero();
    assertThat(fixture.verify(false).findings()).isEmpty();
    assertThat(fixture.stores().collectGarbage()).hasSize(1200);
    assertThat(fixture.uses()).isEmpty();
  }

  @Test
  void aCompletionThatBeganBeforeAnAbort_completesNothing() {
    UploadId id = begin(bucket, "key");
    putParts(id, 3);
    UploadContents before = uploads().contents(bucket, KEY, id);
    long row = fixture.row(bucket).id();
    boolean gone =
        fixture
            .index()
            .write(
                Durability.RELAXED,
                tables ->
                    tables
                        .uploads()
                        .removeSome(
                            tables.uploads().any(row).orElseThrow(), before.parts().size()));
    assertThat(gone).isFalse();
    List<Part> parts =
        before.parts().stream()
            .map(part -> Part.plain(part.number(), part.blob(), part.size(), List.of()))
            .toList();
    Draft completion =
        new Draft.Complete(
            id, before.revision(), TestingObjects.object("e-3"), new ObjectBody.Blobs(parts));
    assertFails(S3ErrorCode.OPERATION_ABORTED, () -> objects().make(bucket, KEY, completion));
    uploads().abortUpload(bucket, KEY, id);
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void tooManyInABucket_areRefused_andThoseOfOthersAreNot() {
    fixture.restart(new UploadLimits(3, DAY));
    UploadId first = begin(bucket, "key");
    begin(bucket, "two");
    begin(bucket, "three");
    assertFails(S3ErrorCode.INVALID_REQUEST, () -> begin(bucket, "four"));
    begin(fixture.create("another"), "one");

    uploads().abortUpload(bucket, KEY, first);
    begin(bucket, "four");
    assertFails(S3ErrorCode.INVALID_REQUEST, () -> begin(bucket, "five"));
    fixture.restart();
    assertFails(S3ErrorCode.INVALID_REQUEST, () -> begin(bucket, "five"));
    pass(DAY.multipliedBy(2));
    fixture.stores().uploadExpiry().run();
    begin(bucket, "five");
  }
}
