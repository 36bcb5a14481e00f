package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.LocalState;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.MultipartStore.NewPart;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import io.horizonpush.s3.store.NewObject;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.TestingObjects;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What whoever decides about changes has to do, wherever that is. */
abstract class ChangeDeciderContract {

  private static final AtomicInteger KEYS = new AtomicInteger();
  private static final byte[] SMALL = Bytes.of("small");

  /** Nothing is there before the test. */
  final ObjectKey key = new ObjectKey("key-" + KEYS.incrementAndGet());

  /** The objects, whose changes somebody decides. */
  abstract TestingObjects objects();

  abstract MultipartStore uploads();

  /** A bucket that keeps no versions. */
  abstract Bucket bucket();

  @Test
  void aWrite_isThere_whenItIsAnswered() {
    StoredVersion made = objects().put(bucket(), key, SMALL);

    StoredVersion found = objects().require(bucket(), key);
    assertThat(found.id()).isEqualTo(made.id());
    assertThat(found.stamp()).isEqualTo(made.stamp());
    assertThat(found.etag()).isEqualTo(made.etag());
    assertThat(found.lastModified()).isEqualTo(made.lastModified());
    assertThat(objects().read(bucket(), key)).isEqualTo(SMALL);
  }

  @Test
  void aLongBody_isReadWhereItWasWritten() {
    byte[] bytes = Bytes.random(5, 3 << 20);

    objects().put(bucket(), key, bytes);

    assertThat(objects().read(bucket(), key)).isEqualTo(bytes);
  }

  @Test
  void aCondition_isHeldAgainstWhatIsThere() {
    TestingObjects objects = objects();
    StoredVersion first =
        objects.put(bucket(), key, TestingObjects.object("one"), SMALL, TestingObjects.ifAbsent());

    assertFails(
        S3ErrorCode.PRECONDITION_FAILED,
        () ->
            objects.put(
                bucket(), key, TestingObjects.object("two"), SMALL, TestingObjects.ifAbsent()));
    assertFails(
        S3ErrorCode.PRECONDITION_FAILED,
        () ->
            objects.put(
                bucket(),
                key,
                TestingObjects.object("two"),
                SMALL,
                TestingObjects.ifMatch(new ETag("other"))));
    objects.put(
        bucket(), key, TestingObjects.object("two"), SMALL, TestingObjects.ifMatch(first.etag()));
    assertThat(objects.require(bucket(), key).etag()).isEqualTo(new ETag("two"));
  }

  @Test
  void aDelete_isConditional_andLeavesNothing() {
    StoredVersion made = objects().put(bucket(), key, SMALL);

    assertFails(
        S3ErrorCode.PRECONDITION_FAILED,
        () -> objects().delete(bucket(), key, TestingObjects.ifDeleted(new ETag("other"))));
    objects().delete(bucket(), key, TestingObjects.ifDeleted(made.etag()));

    assertThat(objects().find(bucket(), key)).isEmpty();
  }

  @Test
  void attributes_areOfTheVersionThatIsNamed() {
    StoredVersion made = objects().put(bucket(), key, SMALL);
    Tags tags = new Tags(new TreeMap<>(Map.of("a", "b")));

    Optional<ObjectVersion> changed =
        objects().make(bucket(), key, new Draft.Set(Optional.of(VersionName.of(made)), tags));

    assertThat(changed.map(ObjectVersion::id)).contains(made.id());
    assertThat(objects().require(bucket(), key).attributes().tags()).isEqualTo(tags);
  }

  @Test
  void whatIsNotThere_isNotChanged() {
    assertFails(
        S3ErrorCode.NO_SUCH_KEY,
        () ->
            objects()
                .make(
                    bucket(),
                    key,
                    new Draft.Set(Optional.empty(), new Tags(new TreeMap<>(Map.of("a", "b"))))));
  }

  @Test
  void anUpload_becomesAnObject_andIsGone_andWhoCompletesItAgainIsAnsweredTheSame() {
    byte[] bytes = Bytes.random(7, 300_000);
    MultipartStore.Upload upload =
        uploads()
            .createUpload(
                bucket(),
                key,
                new NewUpload(
                    bucket().owner(),
                    ObjectMetadata.EMPTY,
                    List.of(),
                    Optional.empty(),
                    Optional.empty()));
    try (StagedBody staged = objects().store().stage(bucket(), Bytes.reader(bytes))) {
      uploads()
          .putPart(bucket(), key, upload.id(), new NewPart(1, new ETag("part"), List.of(), staged));
    }
    MultipartStore.UploadContents contents = uploads().contents(bucket(), key, upload.id());
    MultipartStore.UploadedPart part = contents.parts().getFirst();
    NewObject object =
        new NewObject(new ETag("whole-1"), ObjectMetadata.EMPTY, List.of(), List.of(), 1);

    Optional<ObjectVersion> made =
        objects()
            .make(
                bucket(),
                key,
                new Draft.Complete(
                    upload.id(),
                    contents.revision(),
                    object,
                    new ObjectBody.Blobs(
                        List.of(ObjectBody.Part.plain(1, part.blob(), part.size(), List.of())))));

    assertThat(objects().read(bucket(), key)).isEqualTo(bytes);
    assertFails(S3ErrorCode.NO_SUCH_UPLOAD, () -> uploads().findUpload(bucket(), key, upload.id()));
    // By this a repeated completion finds its object.
    assertThat(
            objects()
                .store()
                .local(bucket(), key, made.orElseThrow().id())
                .flatMap(LocalState::upload))
        .contains(upload.id());
  }

  private static void assertFails(S3ErrorCode code, ThrowingCallable change) {
    assertThatThrownBy(change)
        .isInstanceOfSatisfying(
            S3Exception.class, error -> assertThat(error.code()).isEqualTo(code));
  }
}
