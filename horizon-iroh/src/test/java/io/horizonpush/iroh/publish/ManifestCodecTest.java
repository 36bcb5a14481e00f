package io.horizonpush.iroh.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectAttributes;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.Version;
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
import org.junit.jupiter.api.Test;

class ManifestCodecTest {

  private static final Version VERSION = new Version(0x0196_0000_0000_0001L, -2L);

  @Test
  void encode_ofADeleteMarker_givesTheseBytes() {
    assertThat(hex(new Manifest.DeleteMarker(VERSION))).isEqualTo("8402021b019600000000000121");
  }

  @Test
  void encode_ofASetting_givesTheseBytes() {
    assertThat(hex(new Manifest.SettingManifest(VERSION, Optional.of("{}"))))
        .isEqualTo("8502031b019600000000000121627b7d");
    assertThat(hex(new Manifest.SettingManifest(VERSION, Optional.empty())))
        .isEqualTo("8402031b019600000000000121");
  }

  @Test
  void decode_ofTheFirstFormat_givesObjectsWithoutAttributes() {
    String object =
        "8a01011b01960000000000012102"
            + "6165"
            + "82826c636f6e74656e742d7479706563612f6282616b6176"
            + "8183010264"
            + "41413d3d"
            + "00420102";
    assertThat(ManifestCodec.decode(HexFormat.of().parseHex(object)))
        .isEqualTo(smallObject(VERSION.time(), ObjectAttributes.EMPTY));
    assertThat(ManifestCodec.decode(HexFormat.of().parseHex("8401021b019600000000000121")))
        .isEqualTo(new Manifest.DeleteMarker(VERSION));
  }

  @Test
  void encode_ofASmallObject_givesTheseBytes() {
    Manifest manifest =
        smallObject(
            Instant.ofEpochMilli(5),
            new ObjectAttributes(
                Optional.of(CannedAcl.PUBLIC_READ.of(new Owner("i", "n"), new Owner("i", "n"))),
                new Tags(new TreeMap<>(Map.of("k", "v")))));
    assertThat(hex(manifest))
        .isEqualTo(
            "8c02011b01960000000000012102"
                + "6165"
                + "82826c636f6e74656e742d7479706563612f6282616b6176"
                + "8183010264"
                + "41413d3d"
                + "00420102"
                + "05"
                + "8281"
                + "836169616e82"
                + "820102"
                + "8405016169616e"
                + "82616b6176");
  }

  private static Manifest smallObject(Instant modified, ObjectAttributes attributes) {
    return new Manifest.ObjectManifest(
        VERSION,
        modified,
        new ETag("e"),
        new ObjectMetadata(Map.of("content-type", "a/b"), Map.of("k", "v")),
        attributes,
        List.of(new Checksum(ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT, "AA==")),
        new ObjectBody.Inline(ByteBuffer.wrap(new byte[] {1, 2})),
        0);
  }

  @Test
  void decode_ofWhatWasEncoded_givesTheSameManifest() {
    long seed = System.nanoTime();
    System.out.println("seed of decode_ofWhatWasEncoded_givesTheSameManifest: " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      Manifest manifest = randomManifest(random);
      byte[] bytes = ManifestCodec.encode(manifest);
      assertThat(ManifestCodec.decode(bytes)).as("seed %d", seed).isEqualTo(manifest);
      assertThat(ManifestCodec.encode(ManifestCodec.decode(bytes))).isEqualTo(bytes);
    }
  }

  @Test
  void decode_ofANewerFormat_isRefusedWithAdvice() {
    byte[] newer =
        CborWriter.write(out -> out.tuple(3, each -> each.number(3).number(7).text("new")));
    assertThatThrownBy(() -> ManifestCodec.decode(newer))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("format 3")
        .hasMessageContaining("Update");
  }

  @Test
  void decode_ofDamagedBytes_isACodecExceptionOrAnotherManifest() {
    long seed = System.nanoTime();
    System.out.println("seed of decode_ofDamagedBytes_isACodecException: " + seed);
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 5000; round++) {
      byte[] bytes = ManifestCodec.encode(randomManifest(random));
      byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        ManifestCodec.decode(damaged);
      } catch (CodecException e) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isGreaterThan(2500);
  }

  @Test
  void decode_ofAManifestWithBytesBehindIt_isRefused() {
    byte[] bytes = ManifestCodec.encode(new Manifest.DeleteMarker(VERSION));
    assertThatThrownBy(() -> ManifestCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(CodecException.class);
  }

  private static String hex(Manifest manifest) {
    return HexFormat.of().formatHex(ManifestCodec.encode(manifest));
  }

  private static Manifest randomManifest(Random random) {
    Version version = new Version(random.nextLong(), random.nextLong());
    if (random.nextInt(5) == 0) {
      return new Manifest.DeleteMarker(version);
    }
    if (random.nextInt(5) == 0) {
      return new Manifest.SettingManifest(
          version, random.nextBoolean() ? Optional.of(text(random, 300)) : Optional.empty());
    }
    return new Manifest.ObjectManifest(
        version,
        Instant.ofEpochMilli(random.nextLong(1L << 48)),
        new ETag(text(random, 36)),
        new ObjectMetadata(texts(random), texts(random)),
        attributes(random),
        checksums(random),
        body(random),
        random.nextInt(10_001));
  }

  private static ObjectAttributes attributes(Random random) {
    Owner owner = new Owner(text(random, 64), text(random, 20));
    CannedAcl[] lists = CannedAcl.values();
    return new ObjectAttributes(
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(lists[random.nextInt(lists.length)].of(owner, new Owner("b", "B"))),
        new Tags(new TreeMap<>(texts(random))));
  }

  private static ObjectBody body(Random random) {
    if (random.nextBoolean()) {
      return new ObjectBody.Inline(ByteBuffer.wrap(bytes(random, random.nextInt(9000))));
    }
    List<Part> parts = new ArrayList<>();
    for (int number = 1; number <= random.nextInt(30); number++) {
      BlobHash hash = BlobHash.of(bytes(random, BlobHash.LENGTH));
      parts.add(new Part(number, hash, random.nextLong(1L << 40), checksums(random)));
    }
    return new ObjectBody.Blobs(parts);
  }

  private static List<Checksum> checksums(Random random) {
    List<Checksum> checksums = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      ChecksumAlgorithm[] algorithms = ChecksumAlgorithm.values();
      ChecksumType[] types = ChecksumType.values();
      checksums.add(
          new Checksum(
              algorithms[random.nextInt(algorithms.length)],
              types[random.nextInt(types.length)],
              text(random, 44)));
    }
    return checksums;
  }

  private static Map<String, String> texts(Random random) {
    Map<String, String> texts = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      texts.put(text(random, 20), text(random, random.nextInt(5) == 0 ? 6000 : 60));
    }
    return texts;
  }

  private static String text(Random random, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest); i > 0; i--) {
      text.appendCodePoint(
          random.nextInt(10) == 0 ? 0x1F600 + random.nextInt(50) : 'a' + random.nextInt(26));
    }
    return text.toString();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
