package io.horizonpush.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
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
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.store.MultipartStore.Completion;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import io.horizonpush.s3.store.MultipartStore.Upload;
import io.horizonpush.s3.store.MultipartStore.UploadContents;
import io.horizonpush.s3.store.MultipartStore.UploadListing;
import io.horizonpush.s3.store.MultipartStore.UploadedPart;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link MultipartStore} does, beside the {@link ObjectStore} it completes into. */
public abstract class MultipartStoreContract {

  private static final Owner OWNER = new Owner("owner-1", "First");
  private static final BucketName BUCKET = new BucketName("multipart-bucket");
  private static final BucketName OTHER = new BucketName("another-bucket");
  private static final BucketName ABSENT = new BucketName("no-such-bucket");
  private static final ObjectKey KEY = new ObjectKey("big/object");
  private static final UploadId UNKNOWN = new UploadId("unknown");
  private static final NewUpload PLAIN =
      new NewUpload(
          OWNER, ObjectMetadata.EMPTY, ObjectAttributes.EMPTY, Optional.empty(), Optional.empty());

  /** The store that the uploads become objects of, without buckets. */
  protected abstract ObjectStore objects();

  /** The store under test, the same for the whole of one test. */
  protected abstract MultipartStore uploads();

  @BeforeEach
  void makeTheBuckets() {
    objects().createBucket(BUCKET, OWNER);
    objects().createBucket(OTHER, OWNER);
  }

  @Test
  void createUpload_thenFindUpload_answersTheSame() {
    NewUpload details =
        new NewUpload(
            OWNER,
            new ObjectMetadata(Map.of("content-type", "video/mp4"), Map.of("a", "b")),
            new ObjectAttributes(
                Optional.of(CannedAcl.PUBLIC_READ.of(OWNER, OWNER)),
                new Tags(new TreeMap<>(Map.of("colour", "blue")))),
            Optional.of(ChecksumAlgorithm.SHA256),
            Optional.of(ChecksumType.COMPOSITE));
    Upload made = uploads().createUpload(BUCKET, KEY, details);

    assertThat(made.key()).isEqualTo(KEY);
    assertThat(made.details()).isEqualTo(details);
    assertThat(made.id().value()).matches("[A-Za-z0-9._~-]{16,}");
    assertThat(uploads().findUpload(BUCKET, KEY, made.id())).isEqualTo(made);
  }

  @Test
  void createUpload_makesNoObject() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    assertThat(objects().find(BUCKET, KEY)).isEmpty();
    assertThat(objects().list(BUCKET, new ListQuery("", "", "", 10)).objects()).isEmpty();
  }

  @Test
  void everyMethod_inABucketThatIsNot_isNoSuchBucket() {
    assertEachFails(S3ErrorCode.NO_SUCH_BUCKET, ABSENT, KEY, begin(KEY));
    assertFails(S3ErrorCode.NO_SUCH_BUCKET, () -> uploads().createUpload(ABSENT, KEY, PLAIN));
    ListQuery query = new ListQuery("", "", "", 10);
    assertFails(
        S3ErrorCode.NO_SUCH_BUCKET, () -> uploads().listUploads(ABSENT, query, Optional.empty()));
  }

  @Test
  void everyMethod_withAnIdThatIsNot_isNoSuchUpload() {
    assertEachFails(S3ErrorCode.NO_SUCH_UPLOAD, BUCKET, KEY, UNKNOWN);
  }

  @Test
  void everyMethod_withTheUploadOfAnotherKeyOrBucket_isNoSuchUpload() {
    UploadId id = begin(KEY);
    assertEachFails(S3ErrorCode.NO_SUCH_UPLOAD, BUCKET, new ObjectKey("other"), id);
    assertEachFails(S3ErrorCode.NO_SUCH_UPLOAD, OTHER, KEY, id);
    assertThat(uploads().findUpload(BUCKET, KEY, id).id()).isEqualTo(id);
  }

  @Test
  void putPart_thenListParts_answersTheSame() {
    UploadId id = begin(KEY);
    List<Checksum> checksums =
        List.of(new Checksum(ChecksumAlgorithm.CRC32C, ChecksumType.FULL_OBJECT, "AAAAAA=="));
    UploadedPart made;
    try (StagedBody staged = stage(Bytes.random(1, Bytes.LARGE))) {
      made = uploads().putPart(BUCKET, KEY, id, 7, new ETag("abc"), checksums, staged);
    }
    assertThat(made.number()).isEqualTo(7);
    assertThat(made.etag()).isEqualTo(new ETag("abc"));
    assertThat(made.size()).isEqualTo(Bytes.LARGE);
    assertThat(made.checksums()).isEqualTo(checksums);
    assertThat(uploads().listParts(BUCKET, KEY, id, 0, 10)).containsExactly(made);
  }

  @Test
  void putPart_ofTheSameNumberAgain_replacesTheEarlierOne() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 20_000));
    UploadedPart second = part(id, 1, Bytes.random(2, 30_000));
    assertThat(uploads().listParts(BUCKET, KEY, id, 0, 10)).containsExactly(second);
    complete(id);
    assertThat(read(KEY)).isEqualTo(Bytes.random(2, 30_000));
  }

  @Test
  void listParts_goesByNumberAndPage() {
    UploadId id = begin(KEY);
    for (int number : new int[] {10_000, 3, 1, 20, 2}) {
      part(id, number, Bytes.of("part " + number));
    }
    assertThat(numbers(id, 0, 100)).containsExactly(1, 2, 3, 20, 10_000);
    assertThat(numbers(id, 0, 2)).containsExactly(1, 2);
    assertThat(numbers(id, 2, 2)).containsExactly(3, 20);
    assertThat(numbers(id, 5, 1)).containsExactly(20);
    assertThat(numbers(id, 10_000, 5)).isEmpty();
  }

  @Test
  void completeUpload_makesTheObjectOfItsPartsInOrder() {
    UploadId id = begin(KEY);
    byte[][] parts = {
      Bytes.random(1, Bytes.LARGE), Bytes.of("small"), new byte[0], Bytes.random(4, 50_000)
    };
    for (int number = parts.length; number > 0; number--) {
      part(id, number, parts[number - 1]);
    }
    ObjectRecord made = complete(id);
    byte[] whole = concat(parts);

    assertThat(made.size()).isEqualTo(whole.length);
    assertThat(made.partCount()).isEqualTo(4);
    assertThat(made.etag()).isEqualTo(new ETag("whole-4"));
    assertThat(objects().find(BUCKET, KEY)).contains(made);
    assertThat(read(KEY)).isEqualTo(whole);
    assertFails(S3ErrorCode.NO_SUCH_UPLOAD, () -> uploads().findUpload(BUCKET, KEY, id));
  }

  @Test
  void completeUpload_thenOpenOfRanges_crossesItsParts() {
    UploadId id = begin(KEY);
    byte[][] parts = {
      Bytes.random(1, 20_000), new byte[0], Bytes.random(2, 10), Bytes.random(3, 9_000)
    };
    for (int number = 1; number <= parts.length; number++) {
      part(id, number, parts[number - 1]);
    }
    ObjectRecord made = complete(id);
    byte[] whole = concat(parts);
    int[][] ranges = {
      {0, 20_000}, {19_999, 2}, {19_999, 12}, {20_000, 10}, {20_010, 1}, {5, 29_000}
    };
    for (int[] range : ranges) {
      assertThat(Bytes.all(objects().open(made, new ByteRange(range[0], range[1]))))
          .as("%d bytes at %d", range[1], range[0])
          .isEqualTo(Arrays.copyOfRange(whole, range[0], range[0] + range[1]));
    }
  }

  @Test
  void completeUpload_ofOnePartWithoutBytes_makesAnEmptyObject() {
    UploadId id = begin(KEY);
    part(id, 1, new byte[0]);
    ObjectRecord made = complete(id);
    assertThat(made.size()).isZero();
    assertThat(read(KEY)).isEmpty();
  }

  @Test
  void completeUpload_choosesAmongTheParts() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    part(id, 2, Bytes.random(2, 10_000));
    part(id, 3, Bytes.random(3, 10_000));
    uploads()
        .completeUpload(
            BUCKET,
            KEY,
            id,
            contents -> completion(contents.parts().subList(1, 2)),
            Precondition.NONE);
    assertThat(read(KEY)).isEqualTo(Bytes.random(2, 10_000));
  }

  @Test
  void completeUpload_showsItsPlanTheUploadAndAllParts() {
    UploadId id = begin(KEY);
    UploadedPart first = part(id, 1, Bytes.random(1, 10_000));
    UploadedPart second = part(id, 2, Bytes.random(2, 10_000));
    Upload upload = uploads().findUpload(BUCKET, KEY, id);
    List<UploadContents> seen = new ArrayList<>();
    uploads()
        .completeUpload(
            BUCKET,
            KEY,
            id,
            contents -> {
              seen.add(contents);
              return completion(contents.parts());
            },
            Precondition.NONE);
    assertThat(seen).containsOnly(new UploadContents(upload, List.of(first, second)));
  }

  @Test
  void completeUpload_repeated_answersTheSameObject() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    ObjectRecord first = complete(id);
    assertThat(complete(id)).isEqualTo(first);
  }

  @Test
  void completeUpload_byManyAtOnce_answersAllTheSameObject() throws Exception {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<ObjectRecord>> calls =
          IntStream.range(0, 16).<Callable<ObjectRecord>>mapToObj(i -> () -> complete(id)).toList();
      for (var answer : threads.invokeAll(calls)) {
        assertThat(answer.get()).isEqualTo(objects().find(BUCKET, KEY).orElseThrow());
      }
    }
  }

  @Test
  void completeUpload_repeatedAfterTheObjectWasReplaced_isNoSuchUpload() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    complete(id);
    try (StagedBody staged = stage(Bytes.of("newer"))) {
      objects().put(BUCKET, KEY, object(0), staged, Precondition.NONE);
    }
    assertFails(S3ErrorCode.NO_SUCH_UPLOAD, () -> complete(id));
    assertThat(read(KEY)).isEqualTo(Bytes.of("newer"));
  }

  @Test
  void completeUpload_whosePlanOrPreconditionThrows_changesNothing() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    S3Exception wrong = new S3Exception(S3ErrorCode.INVALID_PART, "wrong");
    assertThatThrownBy(
            () ->
                uploads()
                    .completeUpload(
                        BUCKET,
                        KEY,
                        id,
                        contents -> {
                          throw wrong;
                        },
                        Precondition.NONE))
        .isSameAs(wrong);
    S3Exception refusal = new S3Exception(S3ErrorCode.PRECONDITION_FAILED, "no");
    assertThatThrownBy(
            () ->
                uploads()
                    .completeUpload(
                        BUCKET,
                        KEY,
                        id,
                        contents -> completion(contents.parts()),
                        current -> {
                          throw refusal;
                        }))
        .isSameAs(refusal);
    assertThat(objects().find(BUCKET, KEY)).isEmpty();
    assertThat(numbers(id, 0, 10)).containsExactly(1);
    complete(id);
    assertThat(read(KEY)).isEqualTo(Bytes.random(1, 10_000));
  }

  @Test
  void abortUpload_forgetsTheUploadAndItsParts() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    uploads().abortUpload(BUCKET, KEY, id);
    assertEachFails(S3ErrorCode.NO_SUCH_UPLOAD, BUCKET, KEY, id);
    assertThat(uploads("", "", "", 10, Optional.empty()).uploads()).isEmpty();
  }

  @Test
  void deleteBucket_withUnfinishedUploads_removesThem() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    objects().deleteBucket(BUCKET);
    objects().createBucket(BUCKET, OWNER);
    assertEachFails(S3ErrorCode.NO_SUCH_UPLOAD, BUCKET, KEY, id);
    assertThat(uploads("", "", "", 10, Optional.empty()).uploads()).isEmpty();
  }

  @Test
  void partsThatNameTheBytesOfAnObject_outliveThatObject() {
    byte[] bytes = Bytes.random(5, Bytes.LARGE);
    ObjectRecord source;
    ObjectKey from = new ObjectKey("source");
    try (StagedBody staged = stage(bytes)) {
      source = objects().put(BUCKET, from, object(0), staged, Precondition.NONE);
    }
    UploadId id = begin(KEY);
    try (StagedBody staged = objects().stageCopy(source.body()).orElseThrow()) {
      uploads().putPart(BUCKET, KEY, id, 1, new ETag("x"), List.of(), staged);
    }
    objects().delete(BUCKET, from, Precondition.NONE);
    complete(id);
    assertThat(read(KEY)).isEqualTo(bytes);
  }

  @Test
  void listUploads_goesByKeyAndThenByAge() {
    UploadId b1 = begin(new ObjectKey("b"));
    UploadId a1 = begin(new ObjectKey("a"));
    UploadId b2 = begin(new ObjectKey("b"));
    UploadId emoji = begin(new ObjectKey("\uD83D\uDE00"));
    UploadId high = begin(new ObjectKey("\uE000"));
    UploadId b3 = begin(new ObjectKey("b"));
    assertThat(ids(uploads("", "", "", 10, Optional.empty())))
        .containsExactly(a1, b1, b2, b3, high, emoji);
    assertThat(ids(uploads("b", "", "", 10, Optional.empty()))).containsExactly(b1, b2, b3);
    assertThat(ids(uploads("", "", "a", 10, Optional.empty())))
        .containsExactly(b1, b2, b3, high, emoji);
    assertThat(ids(uploads("", "", "b", 10, Optional.empty()))).containsExactly(high, emoji);
    assertThat(ids(uploads("", "", "b", 10, Optional.of(b2)))).containsExactly(b3, high, emoji);
  }

  @Test
  void listUploads_pageByPage_equalsOneBigPage() {
    for (String key : List.of("a", "a", "b/1", "b/2", "b/2", "c", "d/e/f", "d/g", "d")) {
      begin(new ObjectKey(key));
    }
    for (String delimiter : List.of("", "/")) {
      for (String prefix : List.of("", "b/", "d")) {
        UploadListing whole = uploads(prefix, delimiter, "", 1000, Optional.empty());
        assertThat(whole.next()).isEmpty();
        assertThat(whole.nextPrefix()).isEmpty();
        for (int limit = 1; limit < 10; limit++) {
          assertThat(walk(prefix, delimiter, limit))
              .as("prefix '%s' delimiter '%s' limit %d", prefix, delimiter, limit)
              .isEqualTo(whole);
        }
      }
    }
  }

  @Test
  void listUploads_withADelimiter_rollsUpCommonPrefixes() {
    UploadId a = begin(new ObjectKey("a"));
    begin(new ObjectKey("b/1"));
    begin(new ObjectKey("b/2"));
    UploadListing page = uploads("", "/", "", 10, Optional.empty());
    assertThat(ids(page)).containsExactly(a);
    assertThat(page.commonPrefixes()).containsExactly("b/");
    UploadListing first = uploads("", "/", "a", 1, Optional.empty());
    assertThat(first.commonPrefixes()).containsExactly("b/");
    assertThat(first.nextPrefix()).isEmpty();
  }

  private UploadListing walk(String prefix, String delimiter, int limit) {
    List<Upload> found = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    UploadListing page = uploads(prefix, delimiter, "", limit, Optional.empty());
    while (true) {
      assertThat(page.uploads().size() + page.commonPrefixes().size()).isLessThanOrEqualTo(limit);
      found.addAll(page.uploads());
      prefixes.addAll(page.commonPrefixes());
      if (page.nextPrefix().isPresent()) {
        page = uploads(prefix, delimiter, page.nextPrefix().get(), limit, Optional.empty());
      } else if (page.next().isPresent()) {
        Upload last = page.next().get();
        page = uploads(prefix, delimiter, last.key().value(), limit, Optional.of(last.id()));
      } else {
        return new UploadListing(found, prefixes, Optional.empty(), Optional.empty());
      }
    }
  }

  private UploadListing uploads(
      String prefix, String delimiter, String after, int limit, Optional<UploadId> afterUpload) {
    return uploads()
        .listUploads(BUCKET, new ListQuery(prefix, delimiter, after, limit), afterUpload);
  }

  private static List<UploadId> ids(UploadListing page) {
    return page.uploads().stream().map(Upload::id).toList();
  }

  private List<Integer> numbers(UploadId id, int after, int limit) {
    return uploads().listParts(BUCKET, KEY, id, after, limit).stream()
        .map(UploadedPart::number)
        .toList();
  }

  private UploadId begin(ObjectKey key) {
    return uploads().createUpload(BUCKET, key, PLAIN).id();
  }

  private StagedBody stage(byte[] bytes) {
    return objects().stage(BUCKET, Bytes.reader(bytes));
  }

  private UploadedPart part(UploadId id, int number, byte[] bytes) {
    try (StagedBody staged = stage(bytes)) {
      return uploads()
          .putPart(BUCKET, KEY, id, number, new ETag("part-" + number), List.of(), staged);
    }
  }

  private ObjectRecord complete(UploadId id) {
    return uploads()
        .completeUpload(
            BUCKET, KEY, id, contents -> completion(contents.parts()), Precondition.NONE);
  }

  private static Completion completion(List<UploadedPart> parts) {
    return new Completion(
        object(parts.size()),
        new ObjectBody.Blobs(
            parts.stream()
                .map(
                    part ->
                        new ObjectBody.Part(
                            part.number(), part.blob(), part.size(), part.checksums()))
                .toList()));
  }

  private static NewObject object(int parts) {
    return new NewObject(
        new ETag("whole-" + parts), ObjectMetadata.EMPTY, ObjectAttributes.EMPTY, List.of(), parts);
  }

  private byte[] read(ObjectKey key) {
    ObjectRecord object = objects().find(BUCKET, key).orElseThrow();
    return Bytes.all(objects().open(object, ByteRange.all(object.size())));
  }

  private static byte[] concat(byte[][] parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  private void assertEachFails(S3ErrorCode code, BucketName bucket, ObjectKey key, UploadId id) {
    try (StagedBody staged = stage(Bytes.of("x"))) {
      List<ThrowingCallable> calls =
          List.of(
              () -> uploads().findUpload(bucket, key, id),
              () -> uploads().putPart(bucket, key, id, 1, new ETag("x"), List.of(), staged),
              () ->
                  uploads()
                      .completeUpload(
                          bucket,
                          key,
                          id,
                          contents -> completion(contents.parts()),
                          Precondition.NONE),
              () -> uploads().abortUpload(bucket, key, id),
              () -> uploads().listParts(bucket, key, id, 0, 10));
      for (ThrowingCallable call : calls) {
        assertFails(code, call);
      }
    }
  }

  private static void assertFails(S3ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
