package io.horizonpush.s3.store;

import static io.horizonpush.s3.store.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.LocalState;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ObjectStore} does with single objects; {@link ObjectListingContract} has its
 * listings, {@link BucketStoreContract} what is done with their buckets.
 */
public abstract class ObjectStoreContract extends StoreContract {

  protected static final Bucket ABSENT = EmptyBuckets.bucket("no-such-bucket", OWNER);
  protected static final ObjectKey KEY = new ObjectKey("a/key");

  private static final Attribute ACL = CannedAcl.AUTHENTICATED_READ.of(OWNER, OWNER);
  private static final Attribute TAGS = new Tags(new TreeMap<>(Map.of("a", "1", "ü", "ö")));
  private static final int WRITERS = 32;

  private Bucket bucket;

  @BeforeEach
  void makeTheBucket() {
    bucket = buckets.create(BUCKET, OWNER);
  }

  @Test
  void everyMethodThatNamesABucket_isNoSuchBucketWhenThereIsNone() {
    Bucket gone = buckets.create(new BucketName("was-here"), OWNER);
    buckets.delete(gone.id());
    StagedBody staged = store.stage(bucket, Bytes.reader(Bytes.of("x")));
    NewObject object = TestingObjects.plain(Bytes.of("x"));
    for (Bucket absent : List.of(ABSENT, gone)) {
      List<ThrowingCallable> calls =
          List.of(
              () -> buckets.delete(absent.id()),
              () -> buckets.setOptions(absent.id(), BucketStore.Options.DEFAULT),
              () -> store.stage(absent, Bytes.reader(Bytes.of("x"))),
              () -> objects.put(absent, KEY, object, staged),
              () -> store.find(absent, KEY),
              () -> store.local(absent, KEY, VersionId.of(new byte[VersionId.LENGTH])),
              () -> objects.delete(absent, KEY),
              () -> store.merge(absent.id(), List.of()),
              () -> store.list(absent, new ListQuery("", "", "", 10)));
      for (ThrowingCallable call : calls) {
        assertFails(S3ErrorCode.NO_SUCH_BUCKET, call);
      }
    }
    staged.close();
  }

  @Test
  void put_thenFind_answersTheSameRecord() {
    byte[] bytes = Bytes.of("some bytes");
    ObjectMetadata metadata =
        new ObjectMetadata(
            Map.of("content-type", "text/plain", "cache-control", "no-cache, \"é\""),
            Map.of("colour", "bl\u00e4u", "empty", ""));
    List<Checksum> checksums =
        List.of(new Checksum(ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT, "AAAAAA=="));
    NewObject object = new NewObject(new ETag("0123-4"), metadata, List.of(), checksums, 4);
    StoredVersion made = objects.put(bucket, KEY, object, bytes, WriteConditions.NONE);

    assertThat(made.key()).isEqualTo(KEY);
    assertThat(made.etag()).isEqualTo(new ETag("0123-4"));
    assertThat(made.metadata()).isEqualTo(metadata);
    assertThat(made.checksums()).isEqualTo(checksums);
    assertThat(made.partCount()).isEqualTo(4);
    assertThat(made.size()).isEqualTo(bytes.length);
    assertThat(made.attributes()).isEqualTo(Attributes.NONE);
    assertThat(made.replaced()).isEqualTo(Replaced.NOTHING);
    assertThat(made.isNull()).isTrue();
    LocalState state = store.local(bucket, KEY, made.id()).orElseThrow();
    assertThat(state.upload()).isEmpty();
    assertThat(state.waiting()).isEmpty();
    assertThat(state.confirmations()).isEmpty();
    assertThat(made.lastModified())
        .isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now().plusSeconds(1));
    assertThat(objects.find(bucket, KEY)).contains(made);
  }

  @Test
  void open_afterPut_givesBackBodiesOfEverySize() {
    for (int size : new int[] {0, 1, 8191, 8192, 8193, 16384, 65536, Bytes.LARGE}) {
      byte[] bytes = Bytes.random(size, size);
      StoredVersion made = put(KEY, bytes);
      assertThat(made.size()).isEqualTo(size);
      assertThat(read(made)).as("%d bytes", size).isEqualTo(bytes);
      assertThat(read(objects.require(bucket, KEY))).isEqualTo(bytes);
    }
  }

  @Test
  void open_ofARange_givesThoseBytes() {
    for (int size : new int[] {5000, Bytes.LARGE}) {
      byte[] bytes = Bytes.random(size, size);
      StoredVersion made = put(KEY, bytes);
      for (int[] range : new int[][] {{0, 1}, {size - 1, 1}, {17, 4000}, {0, size}, {9, 0}}) {
        byte[] expected = Arrays.copyOfRange(bytes, range[0], range[0] + range[1]);
        assertThat(Bytes.all(store.open(bucket, made, new ByteRange(range[0], range[1]))))
            .as("%d bytes at %d of %d", range[1], range[0], size)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void open_ofBytesThatAreNowhere_isServiceUnavailable() {
    StoredVersion made = put(KEY, Bytes.random(1, Bytes.LARGE));
    StoredVersion lost = made.withBody(unknownBlob());
    assertFails(
        S3ErrorCode.SERVICE_UNAVAILABLE,
        () -> store.open(bucket, lost, ByteRange.all(lost.size())));
  }

  @Test
  void put_keepsTheAttributes_andTheNextPutReplacesThem() {
    try (StagedBody staged = store.stage(bucket, Bytes.reader(Bytes.of("x")))) {
      objects.put(bucket, KEY, TestingObjects.object("x", ACL, TAGS), staged);
    }
    StoredVersion made = objects.require(bucket, KEY);
    assertThat(made.attributes()).isEqualTo(Attributes.at(made.stamp(), List.of(ACL, TAGS)));
    put(KEY, Bytes.of("y"));
    assertThat(objects.require(bucket, KEY).attributes()).isEqualTo(Attributes.NONE);
  }

  @Test
  void set_changesOneAttributeOfTheSameVersion() {
    StoredVersion before = put(KEY, Bytes.random(7, Bytes.LARGE));
    objects.set(bucket, KEY, ACL);
    StoredVersion changed = objects.set(bucket, KEY, TAGS);

    assertThat(changed.id()).isEqualTo(before.id());
    assertThat(changed.newest()).isGreaterThan(before.newest());
    assertThat(changed)
        .isEqualTo(
            before
                .with(changed.attributes().register(Attribute.Name.ACL).orElseThrow())
                .with(changed.attributes().register(Attribute.Name.TAGS).orElseThrow()))
        .isEqualTo(objects.require(bucket, KEY));
    assertThat(changed.attributes().values()).containsExactly(ACL, TAGS);
    assertThat(changed.stamp()).isEqualTo(before.stamp());
    assertThat(changed.lastModified()).isEqualTo(before.lastModified());
    assertThat(store.list(bucket, new ListQuery("", "", "", 10)).objects())
        .singleElement()
        .satisfies(listed -> assertThat(listed.lastModified()).isEqualTo(before.lastModified()));
  }

  @Test
  void set_ofAnAbsentKey_isNoSuchKey() {
    assertFails(S3ErrorCode.NO_SUCH_KEY, () -> objects.set(bucket, KEY, TAGS));
  }

  @Test
  void set_ofAVersionThatWasReplaced_isRefusedAndChangesNothing() {
    VersionId old = put(KEY, Bytes.of("x")).id();
    StoredVersion newer = put(KEY, Bytes.of("y"));
    Draft draft = new Draft.Set(Optional.of(new VersionName.Id(old)), ACL);
    assertFails(
        S3ErrorCode.PRECONDITION_FAILED,
        () -> store.change(new Change(bucket.id(), KEY, new Expectation.Same(old), draft)));
    assertFails(S3ErrorCode.NO_SUCH_VERSION, () -> objects.make(bucket, KEY, draft));
    assertThat(objects.find(bucket, KEY)).contains(newer);
  }

  @Test
  void find_besideAWriter_neverAnswersWithLessThanWasAnswered() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    put(KEY, Bytes.of("0"));
    List<Integer> stale = new CopyOnWriteArrayList<>();
    Thread reader =
        Thread.startVirtualThread(
            () -> {
              while (!done.get()) {
                int least = answered.get();
                StoredVersion found = objects.require(bucket, KEY);
                int seen = Integer.parseInt(found.metadata().user().getOrDefault("n", "0"));
                if (seen < least) {
                  stale.add(seen);
                }
              }
            });
    for (int n = 1; n <= 500; n++) {
      NewObject object =
          new NewObject(
              new ETag("e"),
              new ObjectMetadata(Map.of(), Map.of("n", Integer.toString(n))),
              List.of(),
              List.of(),
              0);
      try (StagedBody staged = store.stage(bucket, Bytes.reader(Bytes.of("x")))) {
        objects.put(bucket, KEY, object, staged);
      }
      answered.set(n);
    }
    done.set(true);
    reader.join();
    assertThat(stale).isEmpty();
  }

  @Test
  void open_whileTheObjectIsOverwrittenAndDeleted_keepsTheOldBytes() {
    for (int size : new int[] {4096, Bytes.LARGE}) {
      byte[] old = Bytes.random(1, size);
      List<Content> opened = store.open(bucket, put(KEY, old), ByteRange.all(size));
      put(KEY, Bytes.random(2, size));
      objects.delete(bucket, KEY);
      assertThat(Bytes.all(opened)).isEqualTo(old);
    }
  }

  @Test
  void stage_whoseContentFails_throwsThatFailure() {
    for (int size : new int[] {0, 100, Bytes.LARGE}) {
      S3Exception failure = new S3Exception(S3ErrorCode.INCOMPLETE_BODY, "cut");
      assertThatThrownBy(
              () -> store.stage(bucket, Bytes.failing(Bytes.random(1, size), failure)).close())
          .isSameAs(failure);
    }
    assertThat(objects.find(bucket, KEY)).isEmpty();
  }

  @Test
  void stage_aloneMakesNoObject() {
    try (StagedBody staged = store.stage(bucket, Bytes.reader(Bytes.random(3, Bytes.LARGE)))) {
      assertThat(staged.body().length()).isEqualTo(Bytes.LARGE);
      assertThat(objects.find(bucket, KEY)).isEmpty();
    }
  }

  @Test
  void stagedBody_closedTwice_isFine() {
    StagedBody staged = store.stage(bucket, Bytes.reader(Bytes.random(3, Bytes.LARGE)));
    staged.close();
    assertThatCode(staged::close).doesNotThrowAnyException();
  }

  @Test
  void stageCopy_letsTwoObjectsNameTheSameBytes() {
    ObjectKey copy = new ObjectKey("copy");
    for (int size : new int[] {0, 100, Bytes.LARGE}) {
      byte[] bytes = Bytes.random(size, size);
      StoredVersion source = put(KEY, bytes);
      try (StagedBody staged = store.stageCopy(bucket, source).orElseThrow()) {
        assertThat(staged.body()).isEqualTo(source.body());
        objects.put(bucket, copy, TestingObjects.plain(bytes), staged);
      }
      objects.delete(bucket, KEY);
      assertThat(read(objects.require(bucket, copy))).isEqualTo(bytes);
    }
  }

  @Test
  void stageCopy_ofBytesThatAreGone_onlyNamesThem() {
    StoredVersion lost = put(KEY, Bytes.random(1, Bytes.LARGE)).withBody(unknownBlob());
    try (StagedBody staged = store.stageCopy(bucket, lost).orElseThrow()) {
      assertThat(staged.body()).isEqualTo(lost.body());
      assertThat(staged.held()).isFalse();
      ObjectKey copy = new ObjectKey("copy");
      StoredVersion named = objects.put(bucket, copy, TestingObjects.object("e"), staged);
      assertFails(S3ErrorCode.SERVICE_UNAVAILABLE, () -> objects.read(bucket, named));
    }
  }

  @Test
  void stageCopy_ofBytesThatAreOnlyAtAnOrigin_answersNothing() {
    OriginId origin = OriginId.of("aws-s3", "s3.example.com", "b", "");
    StoredVersion remote =
        put(KEY, Bytes.of("x")).withBody(new ObjectBody.Remote(origin, "there", "tag", 1));
    assertThat(store.stageCopy(bucket, remote)).isEmpty();
  }

  @Test
  void put_overAnObject_replacesItWithANewerVersion() {
    StoredVersion first = put(KEY, Bytes.random(1, Bytes.LARGE));
    StoredVersion second = put(KEY, Bytes.of("short"));

    assertThat(second.stamp()).isGreaterThan(first.stamp());
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(read(objects.require(bucket, KEY))).isEqualTo(Bytes.of("short"));
    assertThat(store.list(bucket, new ListQuery("", "", "", 10)).objects()).hasSize(1);
  }

  @Test
  void put_whoseConditionsDoNotHold_changesNothing() {
    StoredVersion first = put(KEY, Bytes.of("first"));
    NewObject object = TestingObjects.plain(Bytes.of("second"));
    for (WriteConditions refused :
        List.of(
            TestingObjects.ifAbsent(),
            TestingObjects.ifNoneMatch(first.etag()),
            TestingObjects.ifMatch(object.etag()))) {
      assertFails(
          S3ErrorCode.PRECONDITION_FAILED,
          () -> objects.put(bucket, KEY, object, Bytes.of("second"), refused));
    }
    assertThat(objects.find(bucket, KEY)).contains(first);
  }

  @Test
  void put_afterADelete_findsNothingThere() {
    StoredVersion first = put(KEY, Bytes.of("first"));
    objects.delete(bucket, KEY);
    NewObject object = TestingObjects.plain(Bytes.of("x"));
    assertFails(
        S3ErrorCode.NO_SUCH_KEY,
        () ->
            objects.put(bucket, KEY, object, Bytes.of("x"), TestingObjects.ifMatch(first.etag())));
    StoredVersion second =
        objects.put(bucket, KEY, object, Bytes.of("x"), TestingObjects.ifAbsent());

    assertThat(second.stamp()).isGreaterThan(first.stamp());
  }

  @Test
  void delete_makesTheKeyAbsent() {
    put(KEY, Bytes.of("x"));
    ObjectVersion tombstone = objects.delete(bucket, KEY).orElseThrow();

    assertThat(objects.find(bucket, KEY)).isEmpty();
    assertThat(store.find(bucket, KEY)).isEqualTo(new Lookup.Deleted(tombstone));
    assertThat(store.list(bucket, new ListQuery("", "", "", 10)).objects()).isEmpty();
    assertThat(objects.delete(bucket, KEY)).isEmpty();
  }

  @Test
  void delete_ofAKeyThatNeverWas_succeedsWhateverIsDemandedOfIt() {
    assertThat(objects.delete(bucket, KEY, TestingObjects.ifDeleted(new ETag("e")))).isEmpty();
    assertThat(store.find(bucket, KEY)).isEqualTo(Lookup.Unknown.INSTANCE);
  }

  @Test
  void delete_whoseConditionsDoNotHold_changesNothing() {
    StoredVersion first = put(KEY, Bytes.of("first"));
    for (DeleteConditions refused :
        List.of(
            TestingObjects.ifDeleted(new ETag("other")),
            new DeleteConditions(Optional.empty(), Optional.empty(), Optional.of(4L)))) {
      assertFails(S3ErrorCode.PRECONDITION_FAILED, () -> objects.delete(bucket, KEY, refused));
    }
    assertThat(objects.find(bucket, KEY)).contains(first);
    assertThat(objects.delete(bucket, KEY, TestingObjects.ifDeleted(first.etag()))).isPresent();
    assertThat(objects.find(bucket, KEY)).isEmpty();
  }

  @Test
  void conditions_ofManyWritersAtOnce_letExactlyOneCreate() throws Exception {
    AtomicInteger created = new AtomicInteger();
    AtOnce.run(
        WRITERS,
        writer -> {
          byte[] bytes = Bytes.of("writer " + writer);
          try {
            objects.put(bucket, KEY, TestingObjects.plain(bytes), bytes, TestingObjects.ifAbsent());
            created.incrementAndGet();
          } catch (S3Exception e) {
            assertThat(e.code()).isEqualTo(S3ErrorCode.PRECONDITION_FAILED);
          }
        });
    assertThat(created).hasValue(1);
  }

  @Test
  void conditions_ofManyWritersAtOnce_loseNoUpdate() throws Exception {
    objects.put(bucket, KEY, counter(0), Bytes.of("0"), WriteConditions.NONE);
    AtOnce.run(
        WRITERS,
        writer -> {
          for (int done = 0; done < 3; ) {
            int seen = Integer.parseInt(objects.require(bucket, KEY).etag().value());
            byte[] bytes = Bytes.of(Integer.toString(seen + 1));
            try {
              objects.put(
                  bucket,
                  KEY,
                  counter(seen + 1),
                  bytes,
                  TestingObjects.ifMatch(counter(seen).etag()));
              done++;
            } catch (S3Exception e) {
              assertThat(e.code()).isEqualTo(S3ErrorCode.PRECONDITION_FAILED);
            }
          }
        });
    StoredVersion last = objects.require(bucket, KEY);
    assertThat(last.etag().value()).isEqualTo(Integer.toString(3 * WRITERS));
    assertThat(read(last)).isEqualTo(Bytes.of(Integer.toString(3 * WRITERS)));
  }

  @Test
  void reads_ofManyThreads_seeTheirOwnAnsweredWrites() throws Exception {
    AtOnce.run(
        WRITERS,
        writer -> {
          for (int round = 0; round < 10; round++) {
            ObjectKey key = new ObjectKey("writer-" + writer);
            StoredVersion made = put(key, Bytes.of(writer + ":" + round));
            assertThat(objects.find(bucket, key)).contains(made);
            ListQuery query = new ListQuery(key.value(), "", "", 100);
            assertThat(store.list(bucket, query).objects().getFirst().etag())
                .isEqualTo(made.etag());
            if (round % 3 == 2) {
              objects.delete(bucket, key);
              assertThat(objects.find(bucket, key)).isEmpty();
            }
          }
        });
  }

  @Test
  void keys_ofEveryKind_areKeptAsTheyAre() {
    List<String> keys =
        List.of(
            "a//b", "../x", "%2F", "dir/", "\uD83D\uDE00", "\uE000", " ", "a\nb", "é", "e\u0301");
    for (String key : keys) {
      put(new ObjectKey(key), Bytes.of(key));
    }
    for (String key : keys) {
      assertThat(read(objects.require(bucket, new ObjectKey(key)))).isEqualTo(Bytes.of(key));
    }
  }

  private StoredVersion put(ObjectKey key, byte[] bytes) {
    return objects.put(bucket, key, bytes);
  }

  private byte[] read(StoredVersion object) {
    return objects.read(bucket, object);
  }

  private static NewObject counter(int value) {
    return TestingObjects.object(Integer.toString(value));
  }

  private static ObjectBody unknownBlob() {
    BlobHash unknown = BlobHash.of(Bytes.random(99, BlobHash.LENGTH));
    return new ObjectBody.Blobs(List.of(ObjectBody.Part.plain(1, unknown, Bytes.LARGE, List.of())));
  }
}
