package io.horizonpush.fallback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginCondition;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginMetadata;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.fallback.origin.OriginSource;
import io.horizonpush.fallback.origin.OriginUpload;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Tag;
import io.horizonpush.s3.model.Tags;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Origin} does, tried against a real store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OriginContract {

  private static final int MIB = 1 << 20;

  private final Origins origins = new Origins(OriginLimits.USUAL);
  private Origin origin;

  /** Starts the store, with a bucket. */
  abstract void start(Path folder) throws Exception;

  abstract void stop();

  /** A connection to the bucket of this name; {@link #bucket} is there and no other. */
  abstract OriginConnection connection(String bucket, boolean readOnly);

  String bucket() {
    return "origin";
  }

  /** Whether objects there have tags. */
  boolean hasTags() {
    return true;
  }

  /** Whether the store heeds the condition of a delete; each cloud does, not each emulator. */
  boolean checksDeletes() {
    return true;
  }

  /** Whether the store says how much of an upload it has; each cloud does, not each emulator. */
  boolean tellsOfUploads() {
    return true;
  }

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    start(folder);
    origin = origins.open(connection(bucket(), false));
  }

  @AfterAll
  void close() {
    origins.close();
    stop();
  }

  @Test
  void anObject_isReadAsItWasWritten() throws IOException {
    byte[] bytes = bytes(100_000);

    String tag = origin.put(OriginWrite.of("read/whole", bytes.length), of(bytes));

    OriginObject head = origin.head("read/whole");
    assertThat(head.key()).isEqualTo("read/whole");
    assertThat(head.tag()).isEqualTo(tag).isNotEmpty();
    assertThat(head.size()).isEqualTo(bytes.length);
    try (OriginBody body = origin.open("read/whole", Optional.empty(), Optional.of(tag))) {
      assertThat(body.object().tag()).isEqualTo(tag);
      assertThat(body.object().size()).isEqualTo(bytes.length);
      assertThat(body.range()).isEqualTo(ByteRange.all(bytes.length));
      assertThat(body.readAllBytes()).isEqualTo(bytes);
      assertThat(body.read()).isEqualTo(-1);
    }
  }

  @Test
  void whatComesWithAllBytes_describesTheObjectAsItsHeadDoes_whereTheOriginSaysSo()
      throws IOException {
    byte[] bytes = bytes(1000);
    ObjectMetadata metadata =
        new ObjectMetadata(
            Map.of("content-type", "text/plain", "cache-control", "max-age=60"),
            Map.of("colour", "blue"));
    origin.put(
        OriginWrite.of("read/described", bytes.length).with(OriginMetadata.of(metadata)),
        of(bytes));

    try (OriginBody body = origin.open("read/described", Optional.empty(), Optional.empty())) {
      OriginObject head = origin.head("read/described");
      ObjectKey key = new ObjectKey("key");
      OriginId id = origin.description().place().id();
      boolean same =
          body.object().version(id, key).equals(head.version(id, key))
              && body.object().tagCount() == head.tagCount();
      assertThat(same).isEqualTo(origin.describesWithBytes());
      assertThat(body.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void aRange_isReadAlone() throws IOException {
    byte[] bytes = bytes(100_000);
    String tag = origin.put(OriginWrite.of("read/range", bytes.length), of(bytes));

    for (ByteRange range :
        List.of(new ByteRange(0, 1), new ByteRange(99_999, 1), new ByteRange(1234, 50_000))) {
      try (OriginBody body = origin.open("read/range", Optional.of(range), Optional.of(tag))) {
        assertThat(body.range()).isEqualTo(range);
        assertThat(body.object().size()).isEqualTo(bytes.length);
        assertThat(body.readAllBytes())
            .isEqualTo(Arrays.copyOfRange(bytes, (int) range.offset(), (int) range.end()));
      }
    }
  }

  @Test
  void anEmptyObject_isOne() throws IOException {
    origin.put(OriginWrite.of("read/empty", 0), of(new byte[0]));

    assertThat(origin.head("read/empty").size()).isZero();
    try (OriginBody body = origin.open("read/empty", Optional.empty(), Optional.empty())) {
      assertThat(body.readAllBytes()).isEmpty();
    }
  }

  @Test
  void aBodyThatIsClosedEarly_leavesTheOriginUsable() throws IOException {
    byte[] bytes = bytes(16 * MIB);
    origin.put(OriginWrite.of("read/left", bytes.length), of(bytes));

    for (int round = 0; round < 20; round++) {
      try (OriginBody body = origin.open("read/left", Optional.empty(), Optional.empty())) {
        assertThat(body.read()).isEqualTo(bytes[0] & 0xff);
      }
    }

    assertThat(origin.head("read/left").size()).isEqualTo(bytes.length);
  }

  @Test
  void whatIsNotThere_isMissing() {
    assertFault(() -> origin.head("nothing"), OriginFault.Missing.class);
    assertFault(
        () -> origin.open("nothing", Optional.empty(), Optional.empty()),
        OriginFault.Missing.class);
  }

  @Test
  void aPinnedRead_failsWhenTheObjectHasChanged() throws IOException {
    String first = origin.put(OriginWrite.of("pin", 3), of("one".getBytes(UTF_8)));
    String second = origin.put(OriginWrite.of("pin", 3), of("two".getBytes(UTF_8)));

    assertThat(second).isNotEqualTo(first);
    assertFault(
        () -> origin.open("pin", Optional.empty(), Optional.of(first)), OriginFault.Changed.class);
    assertFault(
        () -> origin.open("pin", Optional.of(new ByteRange(1, 2)), Optional.of(first)),
        OriginFault.Changed.class);
    try (OriginBody body =
        origin.open("pin", Optional.of(new ByteRange(1, 2)), Optional.of(second))) {
      assertThat(body.readAllBytes()).isEqualTo("wo".getBytes(UTF_8));
    }
  }

  @Test
  void metadata_goesBothWays() {
    ObjectMetadata metadata =
        new ObjectMetadata(
            Map.of(
                "content-type", "text/plain;charset=utf-8",
                "cache-control", "max-age=60",
                "content-disposition", "attachment; filename=\"a b.txt\"",
                "content-language", "de",
                "expires", "Thu, 01 Dec 2033 16:00:00 GMT"),
            Map.of("colour", "blue", "my-own_name", "with = and ,", "x_x2d_", "1"));

    origin.put(
        OriginWrite.of("metadata", 3).with(OriginMetadata.of(metadata)), of("abc".getBytes(UTF_8)));

    assertThat(origin.head("metadata").metadata().object()).isEqualTo(metadata);
  }

  @Test
  void anEncodingOfTheContent_isKeptAndNotUndone() throws IOException {
    // Gzip of "abc", as whoever stored it made it.
    byte[] packed = Base64.getDecoder().decode("H4sIAAAAAAAAA0tMSgYAwkEkNQMAAAA=");
    ObjectMetadata metadata =
        new ObjectMetadata(
            Map.of("content-encoding", "gzip", "content-type", "text/plain"), Map.of());

    origin.put(
        OriginWrite.of("packed", packed.length).with(OriginMetadata.of(metadata)), of(packed));

    assertThat(origin.head("packed").metadata().header("content-encoding")).contains("gzip");
    try (OriginBody body = origin.open("packed", Optional.empty(), Optional.empty())) {
      assertThat(body.readAllBytes()).isEqualTo(packed);
    }
  }

  /** The one that is tried. */
  Origin origin() {
    return origin;
  }

  @Test
  void tags_areKeptOrRefused() {
    OriginMetadata tagged =
        new OriginMetadata(
            ObjectMetadata.EMPTY,
            Tags.of(List.of(new Tag("class", "a b+c")), Tags.Carrier.OBJECT),
            Optional.empty());
    OriginWrite write = OriginWrite.of("tagged", 1).with(tagged);

    if (hasTags()) {
      origin.put(write, of(new byte[1]));
      assertThat(origin.tags("tagged")).isEqualTo(tagged.tags());
    } else {
      assertFault(() -> origin.put(write, of(new byte[1])), OriginFault.Unsupported.class);
      assertFault(() -> origin.tags("tagged"), OriginFault.Unsupported.class);
    }
  }

  @Test
  void checksumsThatAreGiven_areThoseOfTheBytes() throws Exception {
    byte[] bytes = bytes(12_345);
    origin.put(OriginWrite.of("sums", bytes.length), of(bytes));
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    String crc32c = base64(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
    String md5 = base64(MessageDigest.getInstance("MD5").digest(bytes));

    for (Checksum checksum : origin.head("sums").checksums()) {
      if (checksum.algorithm() == ChecksumAlgorithm.CRC32C) {
        assertThat(checksum.value()).isEqualTo(crc32c);
      } else if (checksum.algorithm() == ChecksumAlgorithm.MD5) {
        assertThat(checksum.value()).isEqualTo(md5);
      }
    }
  }

  @Test
  void aConditionalWrite_happensWhenItsConditionHolds() {
    OriginWrite write = OriginWrite.of("condition", 1);
    String first = origin.put(write.when(OriginCondition.ABSENT), of(new byte[] {1}));

    assertFault(
        () -> origin.put(write.when(OriginCondition.ABSENT), of(new byte[] {2})),
        OriginFault.Changed.class);
    String second = origin.put(write.when(new OriginCondition.Matches(first)), of(new byte[] {3}));
    assertFault(
        () -> origin.put(write.when(new OriginCondition.Matches(first)), of(new byte[] {4})),
        OriginFault.Changed.class);
    assertThat(origin.head("condition").tag()).isEqualTo(second);
  }

  @Test
  void aSourceThatEndsEarly_makesNoObject() {
    assertThatThrownBy(() -> origin.put(OriginWrite.of("short", 2 * MIB), of(new byte[MIB])))
        .isInstanceOf(OriginException.class);

    assertFault(() -> origin.head("short"), OriginFault.Missing.class);
  }

  @Test
  void aDelete_ofWhatIsNotThere_isDone() {
    origin.put(OriginWrite.of("deleted", 1), of(new byte[1]));

    origin.delete("deleted", Optional.empty());
    origin.delete("deleted", Optional.empty());

    assertFault(() -> origin.head("deleted"), OriginFault.Missing.class);
  }

  @Test
  void aDeleteOfATag_leavesAnotherObject() {
    assumeTrue(checksDeletes(), "this emulator ignores the condition of a delete");
    String first = origin.put(OriginWrite.of("delete/tag", 1), of(new byte[] {1}));
    String second = origin.put(OriginWrite.of("delete/tag", 1), of(new byte[] {2}));

    assertFault(() -> origin.delete("delete/tag", Optional.of(first)), OriginFault.Changed.class);
    assertThat(origin.head("delete/tag").tag()).isEqualTo(second);
    origin.delete("delete/tag", Optional.of(second));
    assertFault(() -> origin.head("delete/tag"), OriginFault.Missing.class);
  }

  @Test
  void aListing_goesPageByPage() {
    List<String> keys = IntStream.range(0, 10).mapToObj("pages/%02d"::formatted).toList();
    keys.forEach(key -> origin.put(OriginWrite.of(key, 1), of(new byte[1])));

    List<String> listed = new ArrayList<>();
    OriginListing listing = OriginListing.of("pages/").limitedTo(3);
    Optional<String> next;
    do {
      OriginPage page = origin.list(listing);
      assertThat(page.entries()).hasSizeLessThanOrEqualTo(3);
      for (OriginPage.Entry entry : page.entries()) {
        listed.add(entry.key());
        assertThat(entry.size()).isEqualTo(1);
        assertThat(entry.tag()).isEqualTo(origin.head(entry.key()).tag());
      }
      next = page.next();
      listing = next.isPresent() ? listing.behind(next.get()) : listing;
    } while (next.isPresent());

    assertThat(listed).isEqualTo(keys);
  }

  /** Not every cloud can begin behind a key; whoever asks passes over what comes before. */
  @Test
  void aListingBehindAKey_hasAllThatComesBehindIt() {
    List<String> keys = IntStream.range(0, 10).mapToObj("behind/%02d"::formatted).toList();
    keys.forEach(key -> origin.put(OriginWrite.of(key, 1), of(new byte[1])));

    List<String> listed = new ArrayList<>();
    OriginListing listing = OriginListing.of("behind/").startingAfter(keys.get(4)).limitedTo(3);
    Optional<OriginPage> page = Optional.of(origin.list(listing));
    while (page.isPresent()) {
      page.get().entries().forEach(entry -> listed.add(entry.key()));
      page = page.get().next().map(next -> origin.list(listing.behind(next)));
    }

    listed.removeIf(key -> key.compareTo(keys.get(4)) <= 0);
    assertThat(listed).isEqualTo(keys.subList(5, 10));
  }

  @Test
  void aListingWithADelimiter_tellsWhatIsBelowTogether() {
    for (String key : List.of("fold/a", "fold/b/1", "fold/b/2", "fold/c", "fold/d/1")) {
      origin.put(OriginWrite.of(key, 1), of(new byte[1]));
    }

    OriginPage page = origin.list(OriginListing.of("fold/").upTo("/"));

    assertThat(page.entries())
        .extracting(OriginPage.Entry::key)
        .containsExactly("fold/a", "fold/c");
    assertThat(page.prefixes()).containsExactly("fold/b/", "fold/d/");
    assertThat(page.next()).isEmpty();
  }

  @Test
  void aListingOfNothing_isEmpty() {
    OriginPage page = origin.list(OriginListing.of("nobody/"));

    assertThat(page.entries()).isEmpty();
    assertThat(page.next()).isEmpty();
  }

  @Test
  void aKeyOfAnyCharacters_isKept() throws IOException {
    for (String key :
        List.of("keys/a b", "keys/a+b", "keys/%41", "keys/ü€😀", "keys/a&b=c?d#e", "keys/'\"<>")) {
      byte[] bytes = key.getBytes(UTF_8);
      String tag = origin.put(OriginWrite.of(key, bytes.length), of(bytes));

      assertThat(origin.head(key).tag()).as(key).isEqualTo(tag);
      try (OriginBody body = origin.open(key, Optional.empty(), Optional.of(tag))) {
        assertThat(body.readAllBytes()).as(key).isEqualTo(bytes);
      }
      assertThat(origin.list(OriginListing.of(key)).entries())
          .extracting(OriginPage.Entry::key)
          .contains(key);
      origin.delete(key, Optional.empty());
    }
  }

  @Test
  void anUpload_goesOnWhereItStopped() throws IOException {
    byte[] bytes = bytes(17 * MIB);
    OriginMetadata metadata =
        OriginMetadata.of(
            new ObjectMetadata(Map.of("content-type", "image/png"), Map.of("a", "b")));
    OriginWrite write = OriginWrite.of("upload/resumed", bytes.length).with(metadata);
    OriginUpload begun = origin.begin(write);
    assertThat(begun.stored()).isZero();
    append(begun, bytes);
    long stored = begun.stored();
    assertThat(stored).isEqualTo(begun.pieceLength());

    OriginUpload resumed = tellsOfUploads() ? origin.resume(write, begun.token()) : begun;
    assertThat(resumed.stored()).isEqualTo(stored);
    while (resumed.stored() < bytes.length) {
      append(resumed, bytes);
    }
    String tag = resumed.complete();

    OriginObject head = origin.head("upload/resumed");
    assertThat(head.tag()).isEqualTo(tag);
    assertThat(head.metadata().header("content-type")).contains("image/png");
    assertThat(head.metadata().object().user()).containsEntry("a", "b");
    try (OriginBody body = origin.open("upload/resumed", Optional.empty(), Optional.of(tag))) {
      assertThat(body.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void anUpload_keepsItsCondition() {
    byte[] bytes = bytes(MIB);
    String tag = origin.put(OriginWrite.of("upload/condition", 1), of(new byte[1]));
    OriginWrite write =
        OriginWrite.of("upload/condition", bytes.length).when(OriginCondition.ABSENT);

    assertFault(
        () -> {
          OriginUpload upload = origin.begin(write);
          append(upload, bytes);
          upload.complete();
        },
        OriginFault.Changed.class);
    assertThat(origin.head("upload/condition").tag()).isEqualTo(tag);
  }

  @Test
  void anAbortedUpload_makesNoObject() {
    byte[] bytes = bytes(9 * MIB);
    OriginUpload upload = origin.begin(OriginWrite.of("upload/aborted", bytes.length));
    append(upload, bytes);

    upload.abort();
    upload.abort();

    assertFault(() -> origin.head("upload/aborted"), OriginFault.Missing.class);
  }

  @Test
  void aBucketThatIsNotThere_isNoMiss() {
    Origin elsewhere = origins.open(connection("not-there", false));

    assertFault(() -> elsewhere.list(OriginListing.of("")), OriginFault.Misconfigured.class);
    assertFault(
        () -> elsewhere.put(OriginWrite.of("key", 1), of(new byte[1])),
        OriginFault.Misconfigured.class);
  }

  @Test
  void aReadOnlyOrigin_isReadAlone() throws IOException {
    origin.put(OriginWrite.of("readonly", 1), of(new byte[] {7}));
    Origin readOnly = origins.open(connection(bucket(), true));

    try (OriginBody body = readOnly.open("readonly", Optional.empty(), Optional.empty())) {
      assertThat(body.readAllBytes()).containsExactly(7);
    }
    assertFault(
        () -> readOnly.put(OriginWrite.of("readonly", 1), of(new byte[1])),
        OriginFault.Denied.class);
    assertFault(() -> readOnly.delete("readonly", Optional.empty()), OriginFault.Denied.class);
    assertFault(() -> readOnly.begin(OriginWrite.of("readonly", 1)), OriginFault.Denied.class);
  }

  final Origins origins() {
    return origins;
  }

  static void assertFault(ThrowingCallable call, Class<? extends OriginFault> fault) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OriginException.class,
            failure -> assertThat(failure.fault()).as(failure.getMessage()).isInstanceOf(fault));
  }

  private static void append(OriginUpload upload, byte[] bytes) {
    int from = (int) upload.stored();
    int to = (int) Math.min(bytes.length, from + upload.pieceLength());
    upload.append(() -> new ByteArrayInputStream(bytes, from, to - from));
  }

  static OriginSource of(byte[] bytes) {
    return () -> new ByteArrayInputStream(bytes);
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
