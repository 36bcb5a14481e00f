package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.UseRow;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Part;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.MultipartStore.NewPart;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import io.horizonpush.s3.store.MultipartStore.UploadContents;
import io.horizonpush.s3.store.MultipartStore.UploadedPart;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.TestingObjects;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Naming a hash does not open it. */
@Timeout(120)
class NamedBlobsTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final ObjectKey COPY = new ObjectKey("copy");
  private static final byte[] SECRET = Bytes.random(3, Bytes.LARGE);

  @TempDir Path directory;
  private StoreFixture fixture;
  private Bucket naming;
  private Bucket holding;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
    naming = fixture.createWithoutDocument("naming");
    holding = fixture.create("holding");
    objects().put(holding, KEY, SECRET);
    mergeNamed(KEY);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aRecordThatNamesABlobOfAnotherBucket_doesNotOpenIt() {
    StoredVersion named = objects().require(naming, KEY);
    assertThat(named.size()).isEqualTo(SECRET.length);
    assertClosed(naming, named);
    try (StagedBody copy = objects().store().stageCopy(naming, named).orElseThrow()) {
      assertThat(copy.held()).isFalse();
    }
    assertThat(objects().read(holding, KEY)).isEqualTo(SECRET);
    assertThat(use(naming, Kind.VERSION).held()).isZero();
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aPutOfTheSameBytes_opensItForTheBucket() {
    objects().put(naming, COPY, SECRET);
    assertThat(objects().read(naming, COPY)).isEqualTo(SECRET);
    assertThat(objects().read(naming, KEY)).isEqualTo(SECRET);
    assertThat(objects().store().stageCopy(naming, objects().require(naming, KEY))).isPresent();
    fixture.publish();
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aCopyOfANamedRecord_inheritsTheNaming() {
    StoredVersion named = objects().require(naming, KEY);
    objects().make(naming, COPY, copy(naming, named));
    assertClosed(naming, objects().require(naming, COPY));
    assertThat(use(naming, Kind.VERSION).uses()).isEqualTo(2);
    assertThat(use(naming, Kind.VERSION).held()).isZero();
  }

  @Test
  void aCopyOfHeldBytesThatAreGone_isNotMadeFromTheirNames() {
    StoredVersion source = objects().require(holding, KEY);
    fixture.records().lose(fixture.place(TestingRecords.hash(SECRET)).file());
    assertThat(objects().store().stageCopy(holding, source)).isEmpty();
  }

  private Draft copy(Bucket bucket, StoredVersion source) {
    try (StagedBody staged = objects().store().stageCopy(bucket, source).orElseThrow()) {
      return new Draft.Write(TestingObjects.object("copy"), staged.body(), staged.held());
    }
  }

  @Test
  void aCopyOfWhatItsBucketHolds_isOpenInAnotherBucket() {
    Bucket third = fixture.create("third");
    objects().make(third, COPY, copy(holding, objects().require(holding, KEY)));
    assertThat(objects().read(third, objects().require(third, COPY))).isEqualTo(SECRET);
  }

  @Test
  void aCopyOfWhatItsBucketOnlyNames_isClosedInAnotherBucket() {
    Bucket third = fixture.create("third");
    objects().make(third, COPY, copy(naming, objects().require(naming, KEY)));
    assertClosed(third, objects().require(third, COPY));
  }

  @Test
  void aPartCopiedFromANamedRecord_doesNotOpenIt() {
    StoredVersion named = objects().require(naming, KEY);
    MultipartStore uploads = fixture.stores().uploads();
    NewUpload details =
        new NewUpload(
            naming.owner(), ObjectMetadata.EMPTY, List.of(), Optional.empty(), Optional.empty());
    UploadId id = uploads.createUpload(naming, COPY, details).id();
    try (StagedBody staged = objects().store().stageCopy(naming, named).orElseThrow()) {
      uploads.putPart(naming, COPY, id, new NewPart(1, new ETag("e"), List.of(), staged));
    }
    UploadContents contents = uploads.contents(naming, COPY, id);
    UploadedPart part = contents.parts().getFirst();
    ObjectBody.Blobs body =
        new ObjectBody.Blobs(
            List.of(ObjectBody.Part.plain(1, part.blob(), part.size(), part.checksums())));
    objects()
        .make(
            naming,
            COPY,
            new Draft.Complete(id, contents.revision(), TestingObjects.object("e-1"), body));
    assertClosed(naming, objects().require(naming, COPY));
  }

  @Test
  void aNamedVersion_thatBecomesALoser_staysClosed() {
    Instant now = Instant.now();
    fixture
        .stores()
        .objects()
        .merge(
            naming.id(),
            List.of(
                TestingVersions.setting(
                    Part.VERSIONING, "enabled", TestingVersions.at(now.minusSeconds(60)))));
    StoredVersion named = objects().require(naming, KEY);
    StoredVersion later =
        TestingVersions.of(
            KEY,
            TestingVersions.at(now.plusSeconds(1)),
            Replaced.by(List.of(named), List.of()),
            TestingVersions.inline("replaces what was named"));
    fixture.stores().objects().merge(naming.id(), List.of(TestingVersions.arrival(later)));
    StoredVersion loser = fixture.versions(naming, KEY).losers().getFirst();
    assertThat(use(naming, Kind.LOSER).held()).isZero();
    assertClosed(naming, loser);

    objects().make(naming, KEY, new Draft.Resolve(loser.id(), true));
    assertThat(objects().require(naming, KEY).body()).isEqualTo(loser.body());
    assertClosed(naming, objects().require(naming, KEY));
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void whatABucketLetGoOf_isClosedToItAgain() {
    objects().put(naming, COPY, SECRET);
    assertThat(objects().read(naming, COPY)).isEqualTo(SECRET);
    objects().delete(naming, COPY);
    objects().delete(naming, KEY);
    mergeNamed(new ObjectKey("later"));
    assertClosed(naming, objects().require(naming, new ObjectKey("later")));
  }

  private void mergeNamed(ObjectKey key) {
    Stamp stamp = TestingVersions.at(Instant.now().minusSeconds(30));
    StoredVersion version = TestingVersions.large(key, stamp, SECRET);
    fixture.stores().objects().merge(naming.id(), List.of(TestingVersions.arrival(version)));
  }

  private UseRow use(Bucket bucket, Kind kind) {
    long row = fixture.row(bucket).id();
    return fixture.uses().stream()
        .filter(use -> use.bucket() == row && use.kind() == kind)
        .filter(use -> use.hash().equals(TestingRecords.hash(SECRET)))
        .findFirst()
        .orElseThrow();
  }

  private void assertClosed(Bucket bucket, StoredVersion version) {
    assertThatThrownBy(() -> objects().read(bucket, version))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
  }

  private TestingObjects objects() {
    return fixture.objects();
  }
}
