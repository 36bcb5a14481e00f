package io.horizonpush.s3.store;

import static io.horizonpush.s3.store.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.MultipartStore.NewPart;
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
public abstract class MultipartStoreContract extends StoreContract {

  private static final Bucket ABSENT = EmptyBuckets.bucket("no-such-bucket", OWNER);
  private static final ObjectKey KEY = new ObjectKey("big/object");
  private static final UploadId UNKNOWN = new UploadId("unknown");
  private static final NewUpload PLAIN =
      new NewUpload(OWNER, ObjectMetadata.EMPTY, List.of(), Optional.empty(), Optional.empty());

  private Bucket bucket;
  private Bucket other;

  /** The store under test, the same for the whole of one test. */
  protected abstract MultipartStore uploads();

  @BeforeEach
  void makeTheBuckets() {
    bucket = buckets.create(BUCKET, OWNER);
    other = buckets.create(new BucketName("another-bucket"), OWNER);
  }

  @Test
  void createUpload_thenFindUpload_answersTheSame() {
    NewUpload details =
        new NewUpload(
            OWNER,
            new ObjectMetadata(Map.of("content-type", "video/mp4"), Map.of("a", "b")),
            List.of(
                CannedAcl.PUBLIC_READ.of(OWNER, OWNER),
                new Tags(new TreeMap<>(Map.of("colour", "blue")))),
            Optional.of(ChecksumAlgorithm.SHA256),
            Optional.of(ChecksumType.COMPOSITE));
    Upload made = uploads().createUpload(bucket, KEY, details);

    assertThat(made.key()).isEqualTo(KEY);
    assertThat(made.details()).isEqualTo(details);
    assertThat(made.id().value()).matches("[A-Za-z0-9._~-]{16,}");
    assertThat(uploads().findUpload(bucket, KEY, made.id())).isEqualTo(made);
  }

  @Test
  void createUpload_makesNoObject() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    assertThat(store.find(bucket, KEY).present()).isEmpty();
    assertThat(store.list(bucket, new ListQuery("", "", "", 10)).objects()).isEmpty();
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
    assertEachFails(S3ErrorCode.NO_SUCH_UPLOAD, bucket, KEY, UNKNOWN);
  }

  @Test
  void everyMethod_withTheUploadOfAnotherKeyOrBucket_isNoSuchUpload() {
    UploadId id = begin(KEY);
    assertEachFails(S3ErrorCode.NO_SUCH_UPLOAD, bucket, new ObjectKey("other"), id);
    assertEachFails(S3ErrorCode.NO_SUCH_UPLOAD, other, KEY, id);
    assertThat(uploads().findUpload(bucket, KEY, id).id()).isEqualTo(id);
  }

  @Test
  void putPart_thenListParts_answersTheSame() {
    UploadId id = begin(KEY);
    List<Checksum> checksums =
        List.of(new Checksum(ChecksumAlgorithm.CRC32C, ChecksumType.FULL_OBJECT, "AAAAAA=="));
    UploadedPart made;
    try (StagedBody staged = stage(Bytes.random(1, Bytes.LARGE))) {
      made = uploads().putPart(bucket, KEY, id, new NewPart(7, new ETag("abc"), checksums, staged));
    }
    assertThat(made.number()).isEqualTo(7);
    assertThat(made.etag()).isEqualTo(new ETag("abc"));
    assertThat(made.size()).isEqualTo(Bytes.LARGE);
    assertThat(made.checksums()).isEqualTo(checksums);
    assertThat(uploads().listParts(bucket, KEY, id, 0, 10)).containsExactly(made);
  }

  @Test
  void putPart_ofTheSameNumberAgain_replacesTheEarlierOne() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 20_000));
    UploadedPart second = part(id, 1, Bytes.random(2, 30_000));
    assertThat(uploads().listParts(bucket, KEY, id, 0, 10)).containsExactly(second);
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
    StoredVersion made = complete(id);
    byte[] whole = concat(parts);

    assertThat(made.size()).isEqualTo(whole.length);
    assertThat(made.partCount()).isEqualTo(4);
    assertThat(made.etag()).isEqualTo(new ETag("whole-4"));
    assertThat(store.find(bucket, KEY).present()).contains(made);
    assertThat(read(KEY)).isEqualTo(whole);
    assertFails(S3ErrorCode.NO_SUCH_UPLOAD, () -> uploads().findUpload(bucket, KEY, id));
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
    StoredVersion made = complete(id);
    byte[] whole = concat(parts);
    int[][] ranges = {
      {0, 20_000}, {19_999, 2}, {19_999, 12}, {20_000, 10}, {20_010, 1}, {5, 29_000}
    };
    for (int[] range : ranges) {
      assertThat(Bytes.all(store.open(bucket, made, new ByteRange(range[0], range[1]))))
          .as("%d bytes at %d", range[1], range[0])
          .isEqualTo(Arrays.copyOfRange(whole, range[0], range[0] + range[1]));
    }
  }

  @Test
  void completeUpload_ofOnePartWithoutBytes_makesAnEmptyObject() {
    UploadId id = begin(KEY);
    part(id, 1, new byte[0]);
    StoredVersion made = complete(id);
    assertThat(made.size()).isZero();
    assertThat(read(KEY)).isEmpty();
  }

  @Test
  void completeUpload_choosesAmongTheParts() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    part(id, 2, Bytes.random(2, 10_000));
    part(id, 3, Bytes.random(3, 10_000));
    UploadContents contents = uploads().contents(bucket, KEY, id);
    complete(id, contents.revision(), contents.parts().subList(1, 2), WriteConditions.NONE);
    assertThat(read(KEY)).isEqualTo(Bytes.random(2, 10_000));
  }

  @Test
  void contents_areTheUploadAndAllParts_andGrowInRevisionWithEach() {
    UploadId id = begin(KEY);
    UploadedPart first = part(id, 1, Bytes.random(1, 10_000));
    long before = uploads().contents(bucket, KEY, id).revision();
    UploadedPart second = part(id, 2, Bytes.random(2, 10_000));
    Upload upload = uploads().findUpload(bucket, KEY, id);
    UploadContents contents = uploads().contents(bucket, KEY, id);
    assertThat(contents)
        .isEqualTo(new UploadContents(upload, contents.revision(), List.of(first, second)));
    assertThat(contents.revision()).isGreaterThan(before);
  }

  @Test
  void completeUpload_repeated_answersTheSameObject() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    StoredVersion first = complete(id);
    assertThat(complete(id)).isEqualTo(first);
  }

  @Test
  void completeUpload_byManyAtOnce_answersAllTheSameObject() throws Exception {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<StoredVersion>> calls =
          IntStream.range(0, 16)
              .<Callable<StoredVersion>>mapToObj(i -> () -> complete(id))
              .toList();
      for (var answer : threads.invokeAll(calls)) {
        assertThat(answer.get()).isEqualTo(store.find(bucket, KEY).require(KEY));
      }
    }
  }

  @Test
  void completeUpload_repeatedAfterTheObjectWasReplaced_isNoSuchUpload() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    complete(id);
    objects.put(bucket, KEY, Bytes.of("newer"));
    assertFails(S3ErrorCode.NO_SUCH_UPLOAD, () -> complete(id));
    assertThat(read(KEY)).isEqualTo(Bytes.of("newer"));
  }

  @Test
  void completeUpload_whosePartsOrConditionsDoNotHold_changesNothing() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(2, 10_000));
    UploadContents old = uploads().contents(bucket, KEY, id);
    part(id, 1, Bytes.random(1, 10_000));
    assertFails(
        S3ErrorCode.OPERATION_ABORTED,
        () -> complete(id, old.revision(), old.parts(), WriteConditions.NONE));
    UploadContents contents = uploads().contents(bucket, KEY, id);
    assertFails(
        S3ErrorCode.NO_SUCH_KEY,
        () ->
            complete(
                id,
                contents.revision(),
                contents.parts(),
                TestingObjects.ifMatch(new ETag("other"))));
    assertThat(store.find(bucket, KEY).present()).isEmpty();
    assertThat(numbers(id, 0, 10)).containsExactly(1);
    complete(id);
    assertThat(read(KEY)).isEqualTo(Bytes.random(1, 10_000));
  }

  @Test
  void abortUpload_forgetsTheUploadAndItsParts() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    uploads().abortUpload(bucket, KEY, id);
    assertEachFails(S3ErrorCode.NO_SUCH_UPLOAD, bucket, KEY, id);
    assertThat(uploads("", "", "", 10, Optional.empty()).uploads()).isEmpty();
  }

  @Test
  void deleteBucket_withUnfinishedUploads_removesThem() {
    UploadId id = begin(KEY);
    part(id, 1, Bytes.random(1, 10_000));
    buckets.delete(bucket.id());
    assertEachFails(S3ErrorCode.NO_SUCH_BUCKET, bucket, KEY, id);
    bucket = buckets.create(BUCKET, OWNER);
    assertEachFails(S3ErrorCode.NO_SUCH_UPLOAD, bucket, KEY, id);
    assertThat(uploads("", "", "", 10, Optional.empty()).uploads()).isEmpty();
  }

  @Test
  void partsThatNameTheBytesOfAnObject_outliveThatObject() {
    byte[] bytes = Bytes.random(5, Bytes.LARGE);
    ObjectKey from = new ObjectKey("source");
    StoredVersion source = objects.put(bucket, from, bytes);
    UploadId id = begin(KEY);
    try (StagedBody staged = store.stageCopy(bucket, source).orElseThrow()) {
      uploads().putPart(bucket, KEY, id, new NewPart(1, new ETag("x"), List.of(), staged));
    }
    objects.delete(bucket, from);
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
        .listUploads(bucket, new ListQuery(prefix, delimiter, after, limit), afterUpload);
  }

  private static List<UploadId> ids(UploadListing page) {
    return page.uploads().stream().map(Upload::id).toList();
  }

  private List<Integer> numbers(UploadId id, int after, int limit) {
    return uploads().listParts(bucket, KEY, id, after, limit).stream()
        .map(UploadedPart::number)
        .toList();
  }

  private UploadId begin(ObjectKey key) {
    return uploads().createUpload(bucket, key, PLAIN).id();
  }

  private StagedBody stage(byte[] bytes) {
    return store.stage(bucket, Bytes.reader(bytes));
  }

  private UploadedPart part(UploadId id, int number, byte[] bytes) {
    try (StagedBody staged = stage(bytes)) {
      return uploads()
          .putPart(
              bucket, KEY, id, new NewPart(number, new ETag("part-" + number), List.of(), staged));
    }
  }

  /** Completes an upload with all its parts, or answers what it was completed to before. */
  private StoredVersion complete(UploadId id) {
    try {
      UploadContents contents = uploads().contents(bucket, KEY, id);
      return complete(id, contents.revision(), contents.parts(), WriteConditions.NONE);
    } catch (S3Exception e) {
      return store
          .find(bucket, KEY)
          .present()
          .filter(object -> uploadOf(object).equals(Optional.of(id)))
          .orElseThrow(() -> e);
    }
  }

  private Optional<UploadId> uploadOf(StoredVersion object) {
    return store.local(bucket, KEY, object.id()).flatMap(LocalState::upload);
  }

  private StoredVersion complete(
      UploadId id, long revision, List<UploadedPart> parts, WriteConditions conditions) {
    return complete(
        bucket,
        KEY,
        new Draft.Complete(id, revision, object(parts.size()), body(parts)),
        conditions);
  }

  private StoredVersion complete(
      Bucket of, ObjectKey key, Draft.Complete draft, WriteConditions conditions) {
    return store
        .change(new Change(of.id(), key, new Expectation.OfWrite(conditions), draft))
        .flatMap(ObjectVersion::stored)
        .orElseThrow();
  }

  private static ObjectBody.Blobs body(List<UploadedPart> parts) {
    return new ObjectBody.Blobs(
        parts.stream()
            .map(
                part ->
                    ObjectBody.Part.plain(
                        part.number(), part.blob(), part.size(), part.checksums()))
            .toList());
  }

  private static NewObject object(int parts) {
    return new NewObject(
        new ETag("whole-" + parts), ObjectMetadata.EMPTY, List.of(), List.of(), parts);
  }

  private byte[] read(ObjectKey key) {
    return objects.read(bucket, key);
  }

  private static byte[] concat(byte[][] parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  private void assertEachFails(S3ErrorCode code, Bucket of, ObjectKey key, UploadId id) {
    try (StagedBody staged = store.stage(other, Bytes.reader(Bytes.of("x")))) {
      NewPart part = new NewPart(1, new ETag("x"), List.of(), staged);
      Draft.Complete draft = new Draft.Complete(id, 0, object(0), body(List.of()));
      List<ThrowingCallable> calls =
          List.of(
              () -> uploads().findUpload(of, key, id),
              () -> uploads().contents(of, key, id),
              () -> uploads().putPart(of, key, id, part),
              () -> complete(of, key, draft, WriteConditions.NONE),
              () -> uploads().abortUpload(of, key, id),
              () -> uploads().listParts(of, key, id, 0, 10));
      for (ThrowingCallable call : calls) {
        assertFails(code, call);
      }
    }
  }
}
