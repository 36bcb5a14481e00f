package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.BlobUseTable;
import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.PendingUse;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketOrigins.Writes;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.MultipartStore.NewPart;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import io.horizonpush.s3.store.MultipartStore.UploadContents;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.TestingObjects;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies of many parts: their uses are counted a few at a time, and never wrongly. */
@Timeout(120)
class ManyPartsTest extends OneBucketTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final int PARTS = 200;

  @Test
  void aReleaseOfManyParts_goesInStepsAndIsRightAtEachOfThem() {
    put(KEY, parts(0, PARTS));
    assertThat(pending()).isEmpty();
    assertThat(fixture.uses()).hasSize(PARTS);
    ObjectKey shared = new ObjectKey("shared");
    put(shared, parts(10, 20));

    objects().put(bucket, KEY, Bytes.of("replaces them all"));
    assertThat(pending())
        .singleElement()
        .satisfies(step -> assertThat(step.blobs()).hasSize(PARTS));
    int steps = 0;
    while (!pending().isEmpty()) {
      assertThat(fixture.verify(false).findings()).isEmpty();
      int before = pending().getFirst().blobs().size();
      fixture.index().write(Durability.RELAXED, tables -> tables.uses().step());
      int left = pending().stream().mapToInt(step -> step.blobs().size()).sum();
      assertThat(before - left).isBetween(1, BlobUseTable.STEP);
      steps++;
    }
    assertThat(steps).isEqualTo((PARTS + BlobUseTable.STEP - 1) / BlobUseTable.STEP);
    assertThat(fixture.verify(false).findings()).isEmpty();
    assertThat(fixture.uses()).hasSize(10);
    assertThat(fixture.stores().collectGarbage()).hasSize(PARTS - 10);
    assertThat(objects().read(bucket, shared)).isEqualTo(bytes(10, 20));
  }

  @Test
  void aCollectionAmidSteps_dropsNothingThatIsUsed() {
    put(KEY, parts(0, PARTS));
    StoredVersion source = objects().require(bucket, KEY);
    ObjectKey copy = new ObjectKey("copy");
    try (StagedBody staged = objects().store().stageCopy(bucket, source).orElseThrow()) {
      objects().delete(bucket, KEY);
      objects().put(bucket, copy, TestingObjects.object("copy"), staged);
    }
    assertThat(fixture.stores().collectGarbage()).isEmpty();
    assertThat(objects().read(bucket, copy)).isEqualTo(bytes(0, PARTS));
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void aRestartAmidSteps_goesOnWhereItWas() {
    put(KEY, parts(0, PARTS));
    objects().delete(bucket, KEY);
    fixture.index().write(Durability.RELAXED, tables -> tables.uses().step());
    fixture.restart();
    assertThat(fixture.verify(false).findings()).isEmpty();
    fixture.stores().upkeep().run();
    assertThat(pending()).isEmpty();
    assertThat(fixture.uses()).isEmpty();
    assertThat(fixture.stores().collectGarbage()).hasSize(PARTS);
  }

  @Test
  void anUploadOfManyParts_staysReadableWhileItsPartsAreCountedAnew() {
    MultipartStore uploads = fixture.stores().uploads();
    NewUpload details =
        new NewUpload(
            bucket.owner(), ObjectMetadata.EMPTY, List.of(), Optional.empty(), Optional.empty());
    UploadId id = uploads.createUpload(bucket, KEY, details).id();
    for (int number = 1; number <= PARTS; number++) {
      try (StagedBody staged =
          objects().store().stage(bucket, Bytes.reader(bytes(number - 1, number)))) {
        uploads.putPart(bucket, KEY, id, new NewPart(number, new ETag("e"), List.of(), staged));
      }
    }
    UploadContents contents = uploads.contents(bucket, KEY, id);
    List<Part> parts =
        contents.parts().stream()
            .map(part -> Part.plain(part.number(), part.blob(), part.size(), List.of()))
            .toList();
    objects()
        .make(
            bucket,
            KEY,
            new Draft.Complete(
                id,
                contents.revision(),
                TestingObjects.object("e-200"),
                new ObjectBody.Blobs(parts)));
    do {
      assertThat(fixture.verify(false).findings()).isEmpty();
      assertThat(objects().read(bucket, KEY)).isEqualTo(bytes(0, PARTS));
    } while (fixture.index().write(Durability.RELAXED, tables -> tables.uses().step()).isPresent());
    assertThat(fixture.uses()).hasSize(PARTS).allMatch(use -> use.kind() == Kind.VERSION);
    assertThat(fixture.uses()).allMatch(use -> use.held() == 1);
    fixture.publish();
    assertThat(fixture.stores().collectGarbage()).isEmpty();
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void aConfirmationOfManyParts_holdsForEachOfThem() {
    ListedOrigin listed = new ListedOrigin("aws-s3", "s3.example.com", "b", true, "");
    fixture
        .buckets()
        .setOrigins(
            bucket.id(), new BucketOrigins(List.of(listed), Writes.LOCAL_ONLY, Freshness.USUAL));
    StoredVersion version = put(KEY, parts(0, PARTS));
    OriginId origin = listed.id();
    Confirmation confirmation = new Confirmation(origin, "there", "tag", version.size(), "hash");
    objects().make(bucket, KEY, new Draft.Confirm(version.id(), confirmation));
    fixture.stores().upkeep().run();
    assertThat(fixture.uses()).hasSize(PARTS).allMatch(use -> use.unconfirmed() == 0);
    objects().make(bucket, KEY, new Draft.Queue(version.id(), origin, "there", true));
    fixture.stores().upkeep().run();
    assertThat(fixture.uses()).hasSize(PARTS).allMatch(use -> use.unconfirmed() == 1);
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void aSlowReadOfTenThousandParts_givesTheBytesThatItBeganWith() {
    List<PinnedBlob> blobs = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      blobs.add(fixture.content().add(Bytes.reader(manyBytes(i)), Durability.RELAXED));
    }
    StoredVersion made = put(KEY, blobs);
    List<Content> contents = objects().store().open(bucket, made, ByteRange.all(made.size()));
    put(KEY, parts(0, 1));
    for (int i = 0; i < contents.size(); i++) {
      if (i % 1000 == 0) {
        fixture.stores().collectAllGarbage();
      }
      try (Content part = contents.get(i)) {
        assertThat(Bytes.bytes(part.reader())).as("part %d", i).isEqualTo(manyBytes(i));
      }
    }
    fixture.stores().collectAllGarbage();
    assertThat(fixture.blobs()).hasSize(1);
    assertThat(fixture.content().pinned()).isZero();
  }

  /**
   * As those that cost a client nothing: copies of one part. It is looked for once, not each time.
   */
  @Test
  void anObjectOfTenThousandEqualParts_isOpenedInLessTimeThanTheyAreLookedFor() {
    PinnedBlob blob = fixture.content().add(Bytes.reader(manyBytes(0)), Durability.RELAXED);
    StoredVersion made = put(KEY, Collections.nCopies(10_000, blob));
    ByteRange all = ByteRange.all(made.size());
    long opening =
        shortest(
            () -> {
              List<Content> contents = objects().store().open(bucket, made, all);
              assertThat(contents).hasSize(10_000);
              contents.forEach(Content::close);
            });
    long looking =
        shortest(
            () -> {
              for (int part = 0; part < 10_000; part++) {
                fixture.index().read(tables -> tables.blobs().find(blob.hash()));
              }
            });
    assertThat(opening).isLessThan(looking / 3);
    assertThat(fixture.content().pinned()).isZero();
  }

  private static long shortest(Runnable work) {
    long shortest = Long.MAX_VALUE;
    for (int time = 0; time < 5; time++) {
      long begun = System.nanoTime();
      work.run();
      shortest = Math.min(shortest, System.nanoTime() - begun);
    }
    return shortest;
  }

  private static byte[] manyBytes(int part) {
    return Bytes.random(-1 - part, 200 + part % 100);
  }

  @Test
  void aBucketDeletedAmidSteps_leavesNoUses() {
    put(KEY, parts(0, PARTS));
    objects().delete(bucket, KEY);
    fixture.buckets().delete(bucket.id());
    fixture.stores().upkeep().run();
    assertThat(fixture.uses()).isEmpty();
    assertThat(fixture.stores().collectGarbage()).hasSize(PARTS);
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  private static byte[] bytes(int from, int to) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      all.writeBytes(Bytes.random(i, 100 + i));
    }
    return all.toByteArray();
  }

  private List<PinnedBlob> parts(int from, int to) {
    List<PinnedBlob> blobs = new ArrayList<>();
    for (int i = from; i < to; i++) {
      blobs.add(fixture.content().add(Bytes.reader(Bytes.random(i, 100 + i)), Durability.RELAXED));
    }
    return blobs;
  }

  private StoredVersion put(ObjectKey key, List<PinnedBlob> blobs) {
    List<Part> parts = new ArrayList<>();
    blobs.forEach(
        blob -> parts.add(Part.plain(parts.size() + 1, blob.hash(), blob.length(), List.of())));
    Draft draft =
        new Draft.Write(
            TestingObjects.object("e-" + parts.size()), new ObjectBody.Blobs(parts), true);
    StoredVersion made =
        objects().make(bucket, key, draft).flatMap(ObjectVersion::stored).orElseThrow();
    blobs.forEach(PinnedBlob::close);
    return made;
  }

  private List<PendingUse> pending() {
    return fixture.index().read(tables -> tables.uses().pending());
  }
}
