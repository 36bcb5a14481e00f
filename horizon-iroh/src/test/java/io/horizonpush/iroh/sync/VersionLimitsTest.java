package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.store.TestingVersions;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What versions of other nodes have to keep to. */
class VersionLimitsTest {

  private static final Stamp STAMP = new Stamp(1L << 40, new WriterId(1, 0, 0, 0));
  private static final StoredVersion PLAIN =
      TestingVersions.small(new ObjectKey("k"), STAMP, "text");

  static ObjectMetadata user(String name, String value) {
    return new ObjectMetadata(Map.of(), Map.of(name, value));
  }

  @Test
  void whatAClientCanSay_isAdmitted() {
    assertThat(VersionLimits.admit(PLAIN)).isTrue();
    assertThat(admits(user("colour", "blue, \u00e9"))).isTrue();
    assertThat(admits(new ObjectMetadata(Map.of("content-type", "text/plain; a=\"b\""), Map.of())))
        .isTrue();
    assertThat(VersionLimits.admit(with(new ETag("d41d8cd98f00b204e9800998ecf8427e-10000"))))
        .isTrue();
    assertThat(VersionLimits.admit(with(parts(10_000, 5 << 20)))).isTrue();
    assertThat(VersionLimits.admit(with(new Tags(new TreeMap<>(Map.of("a", "b")))))).isTrue();
  }

  @Test
  void metadataThatNoHeaderCarries_isNotAdmitted() {
    assertThat(admits(user("a", "b\r\nSet-Cookie: c"))).isFalse();
    assertThat(admits(user("a", "\0"))).isFalse();
    assertThat(admits(user("a", "\u20ac"))).isFalse();
    assertThat(admits(user("a b", "c"))).isFalse();
    assertThat(admits(user("A", "b"))).isFalse();
    assertThat(admits(user("a\n", "b"))).isFalse();
    assertThat(admits(user("", "b"))).isFalse();
    assertThat(admits(user("a", "b".repeat(ObjectMetadata.MAX_USER_BYTES)))).isFalse();
    assertThat(admits(new ObjectMetadata(Map.of("set-cookie", "a"), Map.of()))).isFalse();
    assertThat(admits(new ObjectMetadata(Map.of("content-type", "a\nb"), Map.of()))).isFalse();
  }

  @Test
  void aTagThatNoHeaderCarries_isNotAdmitted() {
    for (String tag : List.of("", "a\"b", "a b", "a\r\nb", "a".repeat(200), "\u00e9")) {
      assertThat(VersionLimits.admit(with(new ETag(tag)))).as(tag).isFalse();
    }
  }

  @Test
  void partsThatNoUploadHas_areNotAdmitted() {
    assertThat(VersionLimits.admit(with(parts(10_000, 0)))).isFalse();
    assertThat(VersionLimits.admit(with(parts(10_001, 1)))).isFalse();
    assertThat(VersionLimits.admit(with(new ObjectBody.Blobs(List.of())))).isFalse();
    assertThat(VersionLimits.admit(with(parts(1, Long.MAX_VALUE)))).isFalse();
    assertThat(VersionLimits.admit(with(parts(3, Long.MAX_VALUE)))).isFalse();
    Part one = part(1, 5);
    assertThat(VersionLimits.admit(with(new ObjectBody.Blobs(List.of(one, one))))).isFalse();
    assertThat(VersionLimits.admit(with(new ObjectBody.Blobs(List.of(part(0, 5)))))).isFalse();
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3});
    assertThat(VersionLimits.admit(with(new ObjectBody.Inline(bytes, 0)))).isFalse();
    assertThat(VersionLimits.admit(with(ObjectBody.Inline.of(ByteBuffer.wrap(new byte[70_000])))))
        .isFalse();
  }

  @Test
  void attributesThatNobodyCanSet_areNotAdmitted() {
    assertThat(VersionLimits.admit(with(new Tags(new TreeMap<>(Map.of("aws:a", "b")))))).isFalse();
    TreeMap<String, String> many = new TreeMap<>();
    IntStream.range(0, 11).forEach(i -> many.put("tag" + i, "v"));
    assertThat(VersionLimits.admit(with(new Tags(many)))).isFalse();
    assertThat(
            VersionLimits.admit(
                with(
                    Retention.of(
                        new Retention.Period(
                            Retention.Mode.COMPLIANCE, Instant.ofEpochMilli(Long.MAX_VALUE))))))
        .isFalse();
  }

  @Test
  void aChecksumThatIsNone_isNotAdmitted() {
    Checksum sound = new Checksum(ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT, "AAAAAA==");
    Checksum split = new Checksum(ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT, "AA\r\nAA==");
    assertThat(VersionLimits.admit(with(List.of(sound)))).isTrue();
    assertThat(VersionLimits.admit(with(List.of(split)))).isFalse();
    assertThat(VersionLimits.admit(with(List.of(sound, sound)))).isFalse();
  }

  private static boolean admits(ObjectMetadata metadata) {
    return VersionLimits.admit(
        new StoredVersion(
            PLAIN.head(),
            PLAIN.lastModified(),
            PLAIN.etag(),
            metadata,
            List.of(),
            PLAIN.body(),
            0,
            Optional.empty(),
            Attributes.NONE));
  }

  private static StoredVersion with(ETag etag) {
    return new StoredVersion(
        PLAIN.head(),
        PLAIN.lastModified(),
        etag,
        PLAIN.metadata(),
        List.of(),
        PLAIN.body(),
        0,
        Optional.empty(),
        Attributes.NONE);
  }

  private static StoredVersion with(List<Checksum> checksums) {
    return new StoredVersion(
        PLAIN.head(),
        PLAIN.lastModified(),
        PLAIN.etag(),
        PLAIN.metadata(),
        checksums,
        PLAIN.body(),
        0,
        Optional.empty(),
        Attributes.NONE);
  }

  private static StoredVersion with(ObjectBody body) {
    return PLAIN.withBody(body);
  }

  private static StoredVersion with(Attribute attribute) {
    return new StoredVersion(
        PLAIN.head(),
        PLAIN.lastModified(),
        PLAIN.etag(),
        PLAIN.metadata(),
        List.of(),
        PLAIN.body(),
        0,
        Optional.empty(),
        Attributes.at(STAMP, List.of(attribute)));
  }

  private static Part part(int number, long length) {
    return Part.plain(number, new BlobHash(number, 0, 0, 1), length, List.of());
  }

  private static ObjectBody parts(int count, long length) {
    return new ObjectBody.Blobs(
        IntStream.rangeClosed(1, count).mapToObj(number -> part(number, length)).toList());
  }
}
