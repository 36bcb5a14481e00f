package io.horizonpush.iroh.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.codec.ManifestCodec.Named;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.Element;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Removal;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.Retention.Mode;
import io.horizonpush.s3.model.Retention.Period;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ManifestCodecTest {

  private static final ObjectKey KEY = RandomVersions.KEY;
  private static final VersionId ID = new VersionId(0x0102_0304_0506_0708L, 9);
  private static final WriterId ONE = new WriterId(1, 0, 0, 0);
  private static final WriterId TWO = new WriterId(2, 0, 0, 0);
  private static final Owner OWNER = new Owner("i", "n");

  /** What every manifest of a version begins with: format, kind, id, null version or not. */
  private static final String NULL_VERSION = "860101" + "5001020304050607080000000000000009" + "01";

  private static final String VERSION_BY_ID =
      "860101" + "5001020304050607080000000000000009" + "00";

  /** The list of writers. */
  private static final String BY_ONE = "81" + "5820" + "0000000000000001" + "00".repeat(24);

  private static final String BY_BOTH =
      "82"
          + "5820"
          + "0000000000000001"
          + "00".repeat(24)
          + "5820"
          + "0000000000000002"
          + "00".repeat(24);

  private static Stamp stamp(long clock, WriterId writer) {
    return new Stamp(clock, writer);
  }

  private static VersionHead head(boolean isNull, Replaced replaced) {
    return VersionHead.written(KEY, ID, isNull, stamp(16, ONE), replaced);
  }

  private static StoredVersion stored(ObjectBody body, Attribute... attributes) {
    return new StoredVersion(
        head(true, Replaced.NOTHING),
        Instant.ofEpochMilli(5),
        new ETag("e"),
        ObjectMetadata.EMPTY,
        List.of(),
        body,
        0,
        Optional.empty(),
        Attributes.at(stamp(17, ONE), List.of(attributes)));
  }

  private static StoredVersion small(Attribute... attributes) {
    return stored(ObjectBody.Inline.of(ByteBuffer.wrap(new byte[] {1, 2})), attributes);
  }

  @Test
  void encode_ofASmallObject_givesTheseBytes() {
    StoredVersion version =
        new StoredVersion(
            head(true, Replaced.NOTHING),
            Instant.ofEpochMilli(5),
            new ETag("e"),
            new ObjectMetadata(Map.of("content-type", "a/b"), Map.of("k", "v")),
            List.of(new Checksum(ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT, "AA==")),
            ObjectBody.Inline.of(ByteBuffer.wrap(new byte[] {1, 2})),
            0,
            Optional.empty(),
            Attributes.NONE);
    assertBytes(
        version,
        NULL_VERSION
            + BY_ONE
            + "81"
            + "85010110005837898280800261650582826c636f6e74656e742d7479706563612f6282616b61"
            + "76818301026441413d3d00820149821a03f89f5242010280");
  }

  @Test
  void encode_ofAnObjectInBlobs_givesTheseBytes() {
    Part plain =
        Part.plain(
            1,
            new BlobHash(1, 2, 3, 4),
            5,
            List.of(new Checksum(ChecksumAlgorithm.SHA256, ChecksumType.COMPOSITE, "AA==")));
    Part longer = new Part(2, new BlobHash(5, 6, 7, 8), 1000, 7, List.of());
    assertBytes(
        stored(new ObjectBody.Blobs(List.of(plain, longer))),
        NULL_VERSION
            + BY_ONE
            + "81"
            + "8501011000586b898280800c6165058280808000820258598285015820000000000000000100"
            + "00000000000002000000000000000300000000000000040505818305016441413d3d85025820"
            + "00000000000000050000000000000006000000000000000700000000000000081903e8078080");
  }

  @Test
  void encode_ofAnObjectAtAnOrigin_givesTheseBytes() {
    ObjectBody body = new ObjectBody.Remote(new OriginId(TWO), "there/k", "tag", 1L << 40);
    assertBytes(
        stored(body),
        NULL_VERSION
            + BY_ONE
            + "81"
            + "85010110005849898280801b000001000000000061650582808080008203582f835820000000"
            + "00000000020000000000000000000000000000000000000000000000006774686572652f6b63"
            + "74616780");
  }

  @Test
  void encode_ofATombstone_givesTheseBytes() {
    assertBytes(
        new Tombstone(head(true, Replaced.NOTHING), false),
        NULL_VERSION + BY_ONE + "81" + "8502011000458282808000");
    assertBytes(
        new Tombstone(head(false, Replaced.NOTHING), true),
        VERSION_BY_ID + BY_ONE + "81" + "8502011000458282808001");
  }

  @Test
  void encode_ofWhatReplacedOthers_givesTheseBytes() {
    Replaced replaced =
        new Replaced(
            List.of(stamp(-1, ONE), stamp(15, TWO)), List.of(stamp(3, ONE), stamp(4, TWO)));
    assertBytes(
        new Tombstone(head(true, replaced), false),
        NULL_VERSION
            + BY_BOTH
            + "81"
            + "85020110005819828282821bffffffffffffffff00820f018282030082040100");
  }

  @Test
  void encode_ofEachAttribute_givesTheseBytes() {
    assertBytes(
        small(CannedAcl.PUBLIC_READ.of(OWNER, OWNER)),
        NULL_VERSION
            + BY_ONE
            + "82"
            + "8501011000581a89828080026165058280808000820149821a03f89f5242010280"
            + "850301110050836169616e828201028405016169616e");
    assertBytes(
        small(new Tags(new TreeMap<>(Map.of("k", "v")))),
        NULL_VERSION
            + BY_ONE
            + "82"
            + "8501011000581a89828080026165058280808000820149821a03f89f5242010280"
            + "85040011004582616b6176");
    assertBytes(
        small(Retention.of(new Period(Mode.GOVERNANCE, Instant.ofEpochMilli(1000)))),
        NULL_VERSION
            + BY_ONE
            + "82"
            + "8501011000581a89828080026165058280808000820149821a03f89f5242010280"
            + "850501110048828182011903e880");
    assertBytes(
        small(
            Retention.of(new Period(Mode.GOVERNANCE, Instant.ofEpochMilli(1000)))
                .atLeast(Retention.of(new Period(Mode.COMPLIANCE, Instant.ofEpochMilli(2000))))),
        NULL_VERSION
            + BY_ONE
            + "82"
            + "8501011000581a89828080026165058280808000820149821a03f89f5242010280"
            + "85050111004b828182011903e8811907d0");
    assertBytes(
        small(new LegalHold(true)),
        NULL_VERSION
            + BY_ONE
            + "82"
            + "8501011000581a89828080026165058280808000820149821a03f89f5242010280"
            + "85060111004101");
    assertBytes(
        small(new LegalHold(false)),
        NULL_VERSION
            + BY_ONE
            + "82"
            + "8501011000581a89828080026165058280808000820149821a03f89f5242010280"
            + "85060111004100");
    assertBytes(
        small(new StorageClass("GLACIER")),
        NULL_VERSION
            + BY_ONE
            + "82"
            + "8501011000581a89828080026165058280808000820149821a03f89f5242010280"
            + "85080011004867474c4143494552");
  }

  @Test
  void encode_ofAttributesByTwoWriters_givesTheseBytes() {
    StoredVersion version =
        small(new LegalHold(true)).with(new Register<>(stamp(18, TWO), Tags.NONE));
    assertBytes(
        version,
        NULL_VERSION
            + BY_BOTH
            + "83"
            + "8501011000581a89828080026165058280808000820149821a03f89f5242010280"
            + "85040012014180"
            + "85060111004101");
  }

  @Test
  void encode_ofARemoval_givesTheseBytes() {
    StoredVersion version = small(new LegalHold(false));
    Removal removal = new Removal(stamp(18, TWO), Optional.of(stamp(17, ONE)));
    assertBytes(
        version.withHead(version.head().with(removal)),
        NULL_VERSION
            + BY_BOTH
            + "83"
            + "8501011000581a89828080026165058280808000820149821a03f89f5242010280"
            + "85060111004100"
            + "85070112014481821100");
    Removal simple = Removal.of(small(), stamp(18, ONE), false);
    assertBytes(
        small().withHead(small().head().with(simple)),
        NULL_VERSION
            + BY_ONE
            + "82"
            + "8501011000581a89828080026165058280808000820149821a03f89f5242010280"
            + "85070112004180");
  }

  @Test
  void encode_ofWhatANewerNodeWrote_givesTheseBytes() {
    Element critical = new Element(20, true, stamp(18, TWO), bytes(0xca, 0xfe));
    Element other = new Element(300, false, stamp(19, ONE), bytes());
    VersionHead head =
        new VersionHead(
            KEY,
            ID,
            true,
            stamp(16, ONE),
            Replaced.NOTHING,
            Optional.empty(),
            List.of(critical, other));
    assertThat(new Tombstone(head, false).isForeign()).isTrue();
    assertBytes(
        new Tombstone(head, false),
        NULL_VERSION
            + BY_BOTH
            + "83"
            + "8502011000458282808000"
            + "851401120142cafe"
            + "8519012c00130040");
  }

  @Test
  void encode_ofABodyThatANewerNodeWrote_givesTheseBytes() {
    StoredVersion version = stored(new ObjectBody.Unknown(9, 100, bytes(0xca, 0xfe)));
    assertThat(version.isForeign()).isTrue();
    assertBytes(
        version,
        NULL_VERSION + BY_ONE + "81" + "8501011000548982808018646165058280808000820942cafe80");
  }

  @Test
  void encode_ofAnEncryptedObject_givesTheseBytes() {
    StoredVersion plain = small();
    StoredVersion version =
        new StoredVersion(
            plain.head(),
            plain.lastModified(),
            plain.etag(),
            plain.metadata(),
            plain.checksums(),
            plain.body(),
            plain.partCount(),
            Optional.of(new Element(1, true, plain.stamp(), bytes(0xca, 0xfe))),
            plain.attributes());
    assertThat(version.isForeign()).isTrue();
    assertBytes(
        version,
        NULL_VERSION
            + BY_ONE
            + "81"
            + "8501011000582089828080026165058280808000820149821a03f89f524201028183010142ca"
            + "fe");
  }

  @Test
  void encode_ofASetting_givesTheseBytes() {
    assertBytes(
        new Register<>(stamp(16, ONE), Optional.of("{}")),
        "850102105820" + "0000000000000001" + "00".repeat(24) + "627b7d");
    assertBytes(
        new Register<>(stamp(16, ONE), Optional.empty()),
        "840102105820" + "0000000000000001" + "00".repeat(24));
  }

  private static void assertBytes(ObjectVersion version, String hex) {
    assertThat(HexFormat.of().formatHex(ManifestCodec.encode(version).bytes())).isEqualTo(hex);
    assertThat(ManifestCodec.decode(KEY, Manifest.of(HexFormat.of().parseHex(hex))))
        .isEqualTo(version);
  }

  private static void assertBytes(Register<Optional<String>> setting, String hex) {
    assertThat(HexFormat.of().formatHex(ManifestCodec.encode(setting).bytes())).isEqualTo(hex);
    assertThat(ManifestCodec.decodeSetting(Manifest.of(HexFormat.of().parseHex(hex))))
        .isEqualTo(setting);
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }

  @Test
  void decode_ofWhatWasEncoded_givesTheSameManifest() {
    long seed = System.nanoTime();
    System.out.println("seed of decode_ofWhatWasEncoded_givesTheSameManifest: " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      ObjectVersion version = RandomVersions.version(random);
      Manifest manifest = ManifestCodec.encode(version);
      assertThat(ManifestCodec.decode(KEY, manifest)).as("seed %d", seed).isEqualTo(version);
      Register<Optional<String>> setting = RandomVersions.setting(random);
      assertThat(ManifestCodec.decodeSetting(ManifestCodec.encode(setting)))
          .as("seed %d", seed)
          .isEqualTo(setting);
    }
  }

  @Test
  void decodeRow_ofWhatWasEncoded_givesTheSameVersion() {
    long seed = System.nanoTime();
    System.out.println("seed of decodeRow_ofWhatWasEncoded_givesTheSameVersion: " + seed);
    Random random = new Random(seed);
    Numbered writers = new Numbered();
    for (int round = 0; round < 2000; round++) {
      ObjectVersion version = RandomVersions.version(random);
      byte[] row = ManifestCodec.encodeRow(version, writers);
      ByteBuffer body =
          version.stored().map(StoredVersion::body).orElse(ObjectBody.Inline.EMPTY)
                  instanceof ObjectBody.Inline inline
              ? inline.bytes()
              : ByteBuffer.allocate(0);
      assertThat(
              ManifestCodec.decodeRow(
                  new Named(KEY, version.id(), version.isNull()), row, body, writers))
          .as("seed %d", seed)
          .isEqualTo(version);
    }
  }

  /** Writers as the index numbers them. */
  private static final class Numbered implements Writers {
    private final List<WriterId> writers = new ArrayList<>();

    @Override
    public int number(WriterId writer) {
      if (!writers.contains(writer)) {
        writers.add(writer);
      }
      return writers.indexOf(writer);
    }

    @Override
    public WriterId writer(int number) {
      return writers.get(number);
    }
  }

  @Test
  void decode_ofANewerFormat_isRefusedWithAdvice() {
    byte[] newer =
        CborWriter.write(out -> out.tuple(3, each -> each.number(2).number(7).text("new")));
    for (ThrowingCallable decode :
        List.<ThrowingCallable>of(
            () -> ManifestCodec.decode(KEY, Manifest.of(newer)),
            () -> ManifestCodec.decodeSetting(Manifest.of(newer)))) {
      assertThatThrownBy(decode)
          .isInstanceOf(CodecException.class)
          .hasMessageContaining("format 2")
          .hasMessageContaining("Update");
    }
  }

  @Test
  void decode_ofAManifestOfTheOtherKind_isRefused() {
    Manifest setting = ManifestCodec.encode(new Register<>(stamp(1, ONE), Optional.of("{}")));
    assertThatThrownBy(() -> ManifestCodec.decode(KEY, setting)).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> ManifestCodec.decodeSetting(ManifestCodec.encode(small())))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void decode_ofDamagedBytes_isACodecExceptionOrAnotherManifest() {
    long seed = System.nanoTime();
    System.out.println("seed of decode_ofDamagedBytes_isACodecExceptionOrAnotherManifest: " + seed);
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 5000; round++) {
      byte[] bytes = ManifestCodec.encode(RandomVersions.version(random)).bytes();
      byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        ObjectVersion other = ManifestCodec.decode(KEY, Manifest.of(damaged));
        assertThat(ManifestCodec.encode(other)).as("seed %d", seed).isEqualTo(Manifest.of(damaged));
      } catch (CodecException e) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isGreaterThan(2500);
  }

  @Test
  void decode_ofAManifestWithBytesBehindIt_isRefused() {
    byte[] bytes = ManifestCodec.encode(small()).bytes();
    assertThatThrownBy(
            () -> ManifestCodec.decode(KEY, Manifest.of(Arrays.copyOf(bytes, bytes.length + 1))))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void decode_ofElementsOrWritersInAnotherOrder_isRefused() {
    String right =
        HexFormat.of()
            .formatHex(ManifestCodec.encode(small(new LegalHold(true), Tags.NONE)).bytes());
    String tags = right.substring(right.indexOf("8504001100"), right.indexOf("8506011100"));
    String hold = right.substring(right.indexOf("8506011100"));
    String swapped = right.substring(0, right.indexOf(tags)) + hold + tags;
    assertThat(right).endsWith(tags + hold);
    assertThatThrownBy(
            () -> ManifestCodec.decode(KEY, Manifest.of(HexFormat.of().parseHex(swapped))))
        .isInstanceOf(CodecException.class);
    String unused = right.replace(BY_ONE, BY_BOTH);
    assertThatThrownBy(
            () -> ManifestCodec.decode(KEY, Manifest.of(HexFormat.of().parseHex(unused))))
        .isInstanceOf(CodecException.class);
  }
}
