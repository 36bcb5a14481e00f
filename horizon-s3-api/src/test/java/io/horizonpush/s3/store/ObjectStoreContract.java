package io.horizonpush.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
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
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.WriteBack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ObjectStore} does with buckets and single objects; {@link
 * ObjectListingContract} has its listings.
 */
public abstract class ObjectStoreContract {

  protected static final Owner OWNER = new Owner("owner-1", "First");
  protected static final BucketName BUCKET = new BucketName("contract-bucket");
  protected static final BucketName ABSENT = new BucketName("no-such-bucket");
  protected static final ObjectKey KEY = new ObjectKey("a/key");

  private static final int WRITERS = 32;

  private ObjectStore store;

  /** A store without buckets, the same for the whole of one test. */
  protected abstract ObjectStore store();

  @BeforeEach
  void makeTheBucket() {
    store = store();
    store.createBucket(BUCKET, OWNER);
  }

  @Test
  void createBucket_thenFindBucket_answersTheSame() {
    Bucket made = store.createBucket(new BucketName("another"), OWNER);

    assertThat(made.name()).isEqualTo(new BucketName("another"));
    assertThat(made.owner()).isEqualTo(OWNER);
    assertThat(made.durability()).isEqualTo(Durability.STRICT);
    assertThat(made.createdAt())
        .isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now().plusSeconds(1));
    assertThat(store.findBucket(made.name())).contains(made);
  }

  @Test
  void findBucket_ofAnAbsentOne_answersNothing() {
    assertThat(store.findBucket(ABSENT)).isEmpty();
  }

  @Test
  void createBucket_ofTheSameOwnerAgain_isBucketAlreadyOwnedByYou() {
    assertFails(S3ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU, () -> store.createBucket(BUCKET, OWNER));
  }

  @Test
  void createBucket_ofAnotherOwner_isBucketAlreadyExists() {
    Owner other = new Owner("owner-2", "Second");
    assertFails(S3ErrorCode.BUCKET_ALREADY_EXISTS, () -> store.createBucket(BUCKET, other));
  }

  @Test
  void createBucket_byManyAtOnce_succeedsOnce() throws Exception {
    BucketName name = new BucketName("wanted-by-many");
    AtomicInteger made = new AtomicInteger();
    atOnce(
        writer -> {
          try {
            store.createBucket(name, OWNER);
            made.incrementAndGet();
          } catch (S3Exception e) {
            assertThat(e.code()).isEqualTo(S3ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU);
          }
        });
    assertThat(made).hasValue(1);
  }

  @Test
  void listBuckets_isOrderedByName() {
    for (String name : List.of("zeta", "Alpha", "alpha", "a.b", "a-b", "a_b")) {
      store.createBucket(new BucketName(name), OWNER);
    }
    assertThat(store.listBuckets().stream().map(each -> each.name().value()))
        .containsExactly("Alpha", "a-b", "a.b", "a_b", "alpha", BUCKET.value(), "zeta");
  }

  @Test
  void deleteBucket_thatIsEmpty_removesIt() {
    store.deleteBucket(BUCKET);

    assertThat(store.findBucket(BUCKET)).isEmpty();
    assertThat(store.listBuckets()).isEmpty();
    assertFails(S3ErrorCode.NO_SUCH_BUCKET, () -> store.deleteBucket(BUCKET));
  }

  @Test
  void deleteBucket_withAnObject_isBucketNotEmpty() {
    put(KEY, Bytes.of("x"));
    assertFails(S3ErrorCode.BUCKET_NOT_EMPTY, () -> store.deleteBucket(BUCKET));
    assertThat(store.find(BUCKET, KEY)).isPresent();
  }

  @Test
  void deleteBucket_afterItsLastObjectWasDeleted_succeeds() {
    put(KEY, Bytes.of("x"));
    store.delete(BUCKET, KEY, Precondition.NONE);
    store.deleteBucket(BUCKET);
    assertThat(store.findBucket(BUCKET)).isEmpty();
  }

  @Test
  void createBucket_ofADeletedName_makesAnEmptyBucket() {
    put(KEY, Bytes.of("x"));
    store.delete(BUCKET, KEY, Precondition.NONE);
    store.deleteBucket(BUCKET);
    store.createBucket(BUCKET, new Owner("owner-2", "Second"));

    assertThat(store.find(BUCKET, KEY)).isEmpty();
    assertThat(store.list(BUCKET, new ListQuery("", "", "", 10)).objects()).isEmpty();
  }

  @Test
  void everyMethodThatNamesABucket_isNoSuchBucketWhenThereIsNone() {
    StagedBody staged = store.stage(BUCKET, Bytes.reader(Bytes.of("x")));
    NewObject object = plain(Bytes.of("x"));
    List<ThrowingCallable> calls =
        List.of(
            () -> store.deleteBucket(ABSENT),
            () -> store.stage(ABSENT, Bytes.reader(Bytes.of("x"))),
            () -> store.put(ABSENT, KEY, object, staged, Precondition.NONE),
            () -> store.find(ABSENT, KEY),
            () -> store.delete(ABSENT, KEY, Precondition.NONE),
            () -> store.list(ABSENT, new ListQuery("", "", "", 10)));
    for (ThrowingCallable call : calls) {
      assertFails(S3ErrorCode.NO_SUCH_BUCKET, call);
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
    NewObject object =
        new NewObject(new ETag("0123-4"), metadata, ObjectAttributes.EMPTY, checksums, 4);
    ObjectRecord made = putObject(KEY, object, bytes);

    assertThat(made.bucket()).isEqualTo(BUCKET);
    assertThat(made.key()).isEqualTo(KEY);
    assertThat(made.etag()).isEqualTo(new ETag("0123-4"));
    assertThat(made.metadata()).isEqualTo(metadata);
    assertThat(made.checksums()).isEqualTo(checksums);
    assertThat(made.partCount()).isEqualTo(4);
    assertThat(made.size()).isEqualTo(bytes.length);
    assertThat(made.writeBack()).isEqualTo(WriteBack.NONE);
    assertThat(made.lastModified())
        .isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now().plusSeconds(1));
    assertThat(store.find(BUCKET, KEY)).contains(made);
  }

  @Test
  void open_afterPut_givesBackBodiesOfEverySize() {
    for (int size : new int[] {0, 1, 8191, 8192, 8193, 16384, 65536, Bytes.LARGE}) {
      byte[] bytes = Bytes.random(size, size);
      ObjectRecord made = put(KEY, bytes);
      assertThat(made.size()).isEqualTo(size);
      assertThat(read(made)).as("%d bytes", size).isEqualTo(bytes);
      assertThat(read(store.find(BUCKET, KEY).orElseThrow())).isEqualTo(bytes);
    }
  }

  @Test
  void open_ofARange_givesThoseBytes() {
    for (int size : new int[] {5000, Bytes.LARGE}) {
      byte[] bytes = Bytes.random(size, size);
      ObjectRecord made = put(KEY, bytes);
      for (int[] range : new int[][] {{0, 1}, {size - 1, 1}, {17, 4000}, {0, size}, {9, 0}}) {
        byte[] expected = java.util.Arrays.copyOfRange(bytes, range[0], range[0] + range[1]);
        assertThat(Bytes.all(store.open(made, new ByteRange(range[0], range[1]))))
            .as("%d bytes at %d of %d", range[1], range[0], size)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void open_ofBytesThatAreNowhere_isServiceUnavailable() {
    ObjectRecord made = put(KEY, Bytes.random(1, Bytes.LARGE));
    ObjectRecord lost =
        new ObjectRecord(
            BUCKET,
            KEY,
            made.version(),
            made.lastModified(),
            made.etag(),
            made.metadata(),
            made.attributes(),
            made.checksums(),
            unknownBlob(),
            0,
            WriteBack.NONE);
    assertFails(
        S3ErrorCode.SERVICE_UNAVAILABLE, () -> store.open(lost, ByteRange.all(lost.size())));
  }

  @Test
  void createBucket_withSettings_hasThemFromTheStart() {
    BucketName name = new BucketName("with-settings");
    store.createBucket(name, OWNER, Map.of(BucketSetting.ACL, "an acl"));
    assertThat(store.findBucket(name).orElseThrow().settings())
        .containsExactly(Map.entry(BucketSetting.ACL, "an acl"));
  }

  @Test
  void configure_setsReplacesAndRemovesOneSettingOfOneBucket() {
    BucketName other = new BucketName("other-settings");
    store.createBucket(other, OWNER);
    store.configure(BUCKET, BucketSetting.POLICY, Optional.of("{}"));
    store.configure(BUCKET, BucketSetting.CORS, Optional.of("<CORS/>"));
    store.configure(BUCKET, BucketSetting.POLICY, Optional.of("{\"é\":1}"));
    store.configure(BUCKET, BucketSetting.TAGGING, Optional.of("<T/>"));
    store.configure(BUCKET, BucketSetting.TAGGING, Optional.empty());
    store.configure(BUCKET, BucketSetting.PUBLIC_ACCESS_BLOCK, Optional.empty());

    Map<BucketSetting, String> expected =
        Map.of(BucketSetting.POLICY, "{\"é\":1}", BucketSetting.CORS, "<CORS/>");
    assertThat(store.findBucket(BUCKET).orElseThrow().settings()).isEqualTo(expected);
    assertThat(store.listBuckets())
        .filteredOn(bucket -> bucket.name().equals(BUCKET))
        .singleElement()
        .satisfies(bucket -> assertThat(bucket.settings()).isEqualTo(expected));
    assertThat(store.findBucket(other).orElseThrow().settings()).isEmpty();
  }

  @Test
  void configure_ofAnAbsentBucket_isNoSuchBucket() {
    assertFails(
        S3ErrorCode.NO_SUCH_BUCKET,
        () -> store.configure(ABSENT, BucketSetting.POLICY, Optional.of("{}")));
  }

  @Test
  void createBucket_afterABucketOfThatNameWasDeleted_hasNoneOfItsSettings() {
    store.configure(BUCKET, BucketSetting.POLICY, Optional.of("{}"));
    store.deleteBucket(BUCKET);
    store.createBucket(BUCKET, OWNER);
    assertThat(store.findBucket(BUCKET).orElseThrow().settings()).isEmpty();
  }

  @Test
  void put_keepsTheAttributes_andTheNextPutReplacesThem() {
    ObjectAttributes attributes = attributes();
    try (StagedBody staged = store.stage(BUCKET, Bytes.reader(Bytes.of("x")))) {
      NewObject object =
          new NewObject(new ETag("x"), ObjectMetadata.EMPTY, attributes, List.of(), 0);
      store.put(BUCKET, KEY, object, staged, Precondition.NONE);
    }
    assertThat(store.find(BUCKET, KEY).orElseThrow().attributes()).isEqualTo(attributes);
    put(KEY, Bytes.of("y"));
    assertThat(store.find(BUCKET, KEY).orElseThrow().attributes())
        .isEqualTo(ObjectAttributes.EMPTY);
  }

  @Test
  void changeAttributes_makesANewVersionOfTheSameBytesAndTime() {
    ObjectRecord before = put(KEY, Bytes.random(7, Bytes.LARGE));
    ObjectRecord changed = store.changeAttributes(BUCKET, KEY, old -> attributes());

    assertThat(changed.version()).isGreaterThan(before.version());
    assertThat(changed)
        .isEqualTo(before.with(changed.version(), attributes()))
        .isEqualTo(store.find(BUCKET, KEY).orElseThrow());
    assertThat(changed.lastModified()).isEqualTo(before.lastModified());
    assertThat(store.list(BUCKET, new ListQuery("", "", "", 10)).objects())
        .singleElement()
        .satisfies(listed -> assertThat(listed.lastModified()).isEqualTo(before.lastModified()));
  }

  @Test
  void changeAttributes_ofAnAbsentKey_isNoSuchKey() {
    assertFails(
        S3ErrorCode.NO_SUCH_KEY, () -> store.changeAttributes(BUCKET, KEY, old -> attributes()));
  }

  @Test
  void changeAttributes_thatIsRefused_changesNothing() {
    ObjectRecord before = put(KEY, Bytes.of("x"));
    assertFails(
        S3ErrorCode.ACCESS_DENIED,
        () ->
            store.changeAttributes(
                BUCKET,
                KEY,
                old -> {
                  throw new S3Exception(S3ErrorCode.ACCESS_DENIED, "no");
                }));
    assertThat(store.find(BUCKET, KEY)).contains(before);
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
                ObjectRecord found = store.find(BUCKET, KEY).orElseThrow();
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
              ObjectAttributes.EMPTY,
              List.of(),
              0);
      try (StagedBody staged = store.stage(BUCKET, Bytes.reader(Bytes.of("x")))) {
        store.put(BUCKET, KEY, object, staged, Precondition.NONE);
      }
      answered.set(n);
    }
    done.set(true);
    reader.join();
    assertThat(stale).isEmpty();
  }

  private static ObjectAttributes attributes() {
    return new ObjectAttributes(
        Optional.of(CannedAcl.AUTHENTICATED_READ.of(OWNER, OWNER)),
        new Tags(new TreeMap<>(Map.of("a", "1", "ü", "ö"))));
  }

  @Test
  void open_whileTheObjectIsOverwrittenAndDeleted_keepsTheOldBytes() {
    for (int size : new int[] {4096, Bytes.LARGE}) {
      byte[] old = Bytes.random(1, size);
      List<Content> opened = store.open(put(KEY, old), ByteRange.all(size));
      put(KEY, Bytes.random(2, size));
      store.delete(BUCKET, KEY, Precondition.NONE);
      assertThat(Bytes.all(opened)).isEqualTo(old);
    }
  }

  @Test
  void stage_whoseContentFails_throwsThatFailure() {
    for (int size : new int[] {0, 100, Bytes.LARGE}) {
      S3Exception failure = new S3Exception(S3ErrorCode.INCOMPLETE_BODY, "cut");
      assertThatThrownBy(
              () -> store.stage(BUCKET, Bytes.failing(Bytes.random(1, size), failure)).close())
          .isSameAs(failure);
    }
    assertThat(store.find(BUCKET, KEY)).isEmpty();
  }

  @Test
  void stage_aloneMakesNoObject() {
    try (StagedBody staged = store.stage(BUCKET, Bytes.reader(Bytes.random(3, Bytes.LARGE)))) {
      assertThat(staged.body().length()).isEqualTo(Bytes.LARGE);
      assertThat(store.find(BUCKET, KEY)).isEmpty();
    }
  }

  @Test
  void stagedBody_closedTwice_isFine() {
    StagedBody staged = store.stage(BUCKET, Bytes.reader(Bytes.random(3, Bytes.LARGE)));
    staged.close();
    assertThatCode(staged::close).doesNotThrowAnyException();
  }

  @Test
  void stageCopy_letsTwoObjectsNameTheSameBytes() {
    ObjectKey copy = new ObjectKey("copy");
    for (int size : new int[] {0, 100, Bytes.LARGE}) {
      byte[] bytes = Bytes.random(size, size);
      ObjectRecord source = put(KEY, bytes);
      try (StagedBody staged = store.stageCopy(source.body()).orElseThrow()) {
        assertThat(staged.body()).isEqualTo(source.body());
        store.put(BUCKET, copy, plain(bytes), staged, Precondition.NONE);
      }
      store.delete(BUCKET, KEY, Precondition.NONE);
      assertThat(read(store.find(BUCKET, copy).orElseThrow())).isEqualTo(bytes);
    }
  }

  @Test
  void stageCopy_ofBytesThatAreGone_answersNothing() {
    assertThat(store.stageCopy(unknownBlob())).isEmpty();
  }

  @Test
  void put_overAnObject_replacesItWithANewerVersion() {
    ObjectRecord first = put(KEY, Bytes.random(1, Bytes.LARGE));
    ObjectRecord second = put(KEY, Bytes.of("short"));

    assertThat(second.version()).isGreaterThan(first.version());
    assertThat(read(store.find(BUCKET, KEY).orElseThrow())).isEqualTo(Bytes.of("short"));
    assertThat(store.list(BUCKET, new ListQuery("", "", "", 10)).objects()).hasSize(1);
  }

  @Test
  void put_whosePreconditionThrows_changesNothing() {
    ObjectRecord first = put(KEY, Bytes.of("first"));
    S3Exception refusal = new S3Exception(S3ErrorCode.PRECONDITION_FAILED, "no");
    assertThatThrownBy(
            () ->
                put(
                    KEY,
                    plain(Bytes.of("second")),
                    Bytes.of("second"),
                    current -> {
                      assertThat(current).contains(first);
                      throw refusal;
                    }))
        .isSameAs(refusal);
    assertThat(store.find(BUCKET, KEY)).contains(first);
  }

  @Test
  void put_afterADelete_showsItsPreconditionNothing() {
    ObjectRecord first = put(KEY, Bytes.of("first"));
    store.delete(BUCKET, KEY, Precondition.NONE);
    List<Optional<ObjectRecord>> seen = new ArrayList<>();
    ObjectRecord second = put(KEY, plain(Bytes.of("x")), Bytes.of("x"), seen::add);

    assertThat(seen).isNotEmpty().allMatch(Optional::isEmpty);
    assertThat(second.version()).isGreaterThan(first.version());
  }

  @Test
  void delete_makesTheKeyAbsent() {
    put(KEY, Bytes.of("x"));
    store.delete(BUCKET, KEY, Precondition.NONE);

    assertThat(store.find(BUCKET, KEY)).isEmpty();
    assertThat(store.list(BUCKET, new ListQuery("", "", "", 10)).objects()).isEmpty();
    assertThatCode(() -> store.delete(BUCKET, KEY, Precondition.NONE)).doesNotThrowAnyException();
  }

  @Test
  void delete_ofAKeyThatNeverWas_succeedsAfterItsPrecondition() {
    List<Optional<ObjectRecord>> seen = new ArrayList<>();
    store.delete(BUCKET, KEY, seen::add);
    assertThat(seen).isNotEmpty().allMatch(Optional::isEmpty);
  }

  @Test
  void delete_whosePreconditionThrows_changesNothing() {
    ObjectRecord first = put(KEY, Bytes.of("first"));
    S3Exception refusal = new S3Exception(S3ErrorCode.PRECONDITION_FAILED, "no");
    assertThatThrownBy(
            () ->
                store.delete(
                    BUCKET,
                    KEY,
                    current -> {
                      throw refusal;
                    }))
        .isSameAs(refusal);
    assertThat(store.find(BUCKET, KEY)).contains(first);
  }

  @Test
  void preconditions_ofManyWritersAtOnce_letExactlyOneCreate() throws Exception {
    AtomicInteger created = new AtomicInteger();
    Precondition absent =
        current -> {
          if (current.isPresent()) {
            throw new S3Exception(S3ErrorCode.PRECONDITION_FAILED, "there");
          }
        };
    atOnce(
        writer -> {
          byte[] bytes = Bytes.of("writer " + writer);
          try {
            put(KEY, plain(bytes), bytes, absent);
            created.incrementAndGet();
          } catch (S3Exception e) {
            assertThat(e.code()).isEqualTo(S3ErrorCode.PRECONDITION_FAILED);
          }
        });
    assertThat(created).hasValue(1);
  }

  @Test
  void preconditions_ofManyWritersAtOnce_loseNoUpdate() throws Exception {
    put(KEY, counter(0), Bytes.of("0"), Precondition.NONE);
    atOnce(
        writer -> {
          for (int done = 0; done < 3; ) {
            int seen = Integer.parseInt(store.find(BUCKET, KEY).orElseThrow().etag().value());
            byte[] bytes = Bytes.of(Integer.toString(seen + 1));
            try {
              put(KEY, counter(seen + 1), bytes, current -> matches(current, seen));
              done++;
            } catch (S3Exception e) {
              assertThat(e.code()).isEqualTo(S3ErrorCode.PRECONDITION_FAILED);
            }
          }
        });
    ObjectRecord last = store.find(BUCKET, KEY).orElseThrow();
    assertThat(last.etag().value()).isEqualTo(Integer.toString(3 * WRITERS));
    assertThat(read(last)).isEqualTo(Bytes.of(Integer.toString(3 * WRITERS)));
  }

  @Test
  void reads_ofManyThreads_seeTheirOwnAnsweredWrites() throws Exception {
    atOnce(
        writer -> {
          for (int round = 0; round < 10; round++) {
            ObjectKey key = new ObjectKey("writer-" + writer);
            ObjectRecord made = put(key, Bytes.of(writer + ":" + round));
            assertThat(store.find(BUCKET, key)).contains(made);
            ListQuery query = new ListQuery(key.value(), "", "", 100);
            assertThat(store.list(BUCKET, query).objects().getFirst().etag())
                .isEqualTo(made.etag());
            if (round % 3 == 2) {
              store.delete(BUCKET, key, Precondition.NONE);
              assertThat(store.find(BUCKET, key)).isEmpty();
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
      assertThat(read(store.find(BUCKET, new ObjectKey(key)).orElseThrow()))
          .isEqualTo(Bytes.of(key));
    }
  }

  /** Stores bytes as an object of their own. */
  protected ObjectRecord put(ObjectKey key, byte[] bytes) {
    return put(key, plain(bytes), bytes, Precondition.NONE);
  }

  private ObjectRecord putObject(ObjectKey key, NewObject object, byte[] bytes) {
    return put(key, object, bytes, Precondition.NONE);
  }

  private ObjectRecord put(
      ObjectKey key, NewObject object, byte[] bytes, Precondition precondition) {
    try (StagedBody staged = store.stage(BUCKET, Bytes.reader(bytes))) {
      return store.put(BUCKET, key, object, staged, precondition);
    }
  }

  private byte[] read(ObjectRecord object) {
    return Bytes.all(store.open(object, ByteRange.all(object.size())));
  }

  private static void matches(Optional<ObjectRecord> current, int expected) {
    if (!current.orElseThrow().etag().value().equals(Integer.toString(expected))) {
      throw new S3Exception(S3ErrorCode.PRECONDITION_FAILED, "changed");
    }
  }

  private static NewObject counter(int value) {
    return new NewObject(
        new ETag(Integer.toString(value)),
        ObjectMetadata.EMPTY,
        ObjectAttributes.EMPTY,
        List.of(),
        0);
  }

  private static NewObject plain(byte[] bytes) {
    return new NewObject(
        new ETag(Integer.toHexString(java.util.Arrays.hashCode(bytes))),
        ObjectMetadata.EMPTY,
        ObjectAttributes.EMPTY,
        List.of(),
        0);
  }

  private static ObjectBody unknownBlob() {
    BlobHash unknown = BlobHash.of(Bytes.random(99, BlobHash.LENGTH));
    return new ObjectBody.Blobs(List.of(new ObjectBody.Part(1, unknown, Bytes.LARGE, List.of())));
  }

  private static void assertFails(S3ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  /** One of many writers that begin at the same moment. */
  private interface Writer {
    void write(int number);
  }

  private static void atOnce(Writer writer) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Object>> running =
          IntStream.range(0, WRITERS)
              .mapToObj(
                  number ->
                      threads.submit(
                          (Callable<Object>)
                              () -> {
                                start.await();
                                writer.write(number);
                                return number;
                              }))
              .toList();
      start.countDown();
      for (Future<Object> each : running) {
        each.get();
      }
    }
  }
}
