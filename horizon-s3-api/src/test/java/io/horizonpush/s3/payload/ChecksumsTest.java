package io.horizonpush.s3.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.ChecksumAlgorithm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumsTest {

  @ParameterizedTest
  @CsvSource({
    "CRC32, cbf43926",
    "CRC32C, e3069283",
    "CRC64NVME, ae8b14860a799888",
    "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
    "SHA512, d9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274a"
        + "d27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85",
    "MD5, 25f9e794323b453885f5181f1b624d0b",
    "XXHASH64, 8cb841db40e6ae83",
    "XXHASH3, 72dcb18b67a17dff",
    "XXHASH128, 33119477ede5dcd5e9716427681d5860"
  })
  void everyAlgorithm_overTheCatalogueText_givesItsCheckValue(
      ChecksumAlgorithm algorithm, String expected) {
    RunningChecksum running = Checksums.start(algorithm);
    running.update(ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII)));
    assertThat(HexFormat.of().formatHex(running.value())).isEqualTo(expected);
  }

  /** The self-test of xxHash 0.8: every length takes another path through the algorithms. */
  @ParameterizedTest
  @CsvSource({
    "XXHASH64,  0,    ef46db3751d8e999",
    "XXHASH64,  1,    e934a84adb052768",
    "XXHASH64,  14,   8282dcc4994e35c8",
    "XXHASH64,  222,  b641ae8cb691c174",
    "XXHASH3,   0,    2d06800538d394c2",
    "XXHASH3,   1,    c44bdff4074eecdb",
    "XXHASH3,   6,    27b56a84cd2d7325",
    "XXHASH3,   12,   a713daf0dfbb77e7",
    "XXHASH3,   24,   a3fe70bf9d3510eb",
    "XXHASH3,   48,   397da259ecba1f11",
    "XXHASH3,   80,   bcdefbbb2c47c90a",
    "XXHASH3,   195,  cd94217ee362ec3a",
    "XXHASH3,   403,  cdeb804d65c6dea4",
    "XXHASH3,   2048, dd59e2c3a5f038e0",
    "XXHASH3,   2367, cb37aeb9e5d361ed",
    "XXHASH128, 0,    99aa06d3014798d86001c324468d497f",
    "XXHASH128, 1,    a6cd5e9392000f6ac44bdff4074eecdb",
    "XXHASH128, 6,    082afe0b8162d12a3e7039bdda43cfc6",
    "XXHASH128, 12,   6e3efd8fc7802b18061a192713f69ad9",
    "XXHASH128, 24,   0ce966e4678d37611e7044d28b1b901d",
    "XXHASH128, 48,   a002ac4e5478227ef942219aed80f67b",
    "XXHASH128, 195,  7729543a26b207ee3fb593c086a66075",
    "XXHASH128, 403,  1b6de21e332dd73dcdeb804d65c6dea4",
    "XXHASH128, 2367, e89c0f6ff369b427cb37aeb9e5d361ed"
  })
  void xxHash_overItsSelfTest_givesThePublishedValues(
      ChecksumAlgorithm algorithm, int length, String expected) {
    byte[] bytes = new byte[length];
    long generator = 2654435761L;
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (generator >>> 56);
      generator *= 0x9E3779B185EBCA8DL;
    }
    RunningChecksum heap = Checksums.start(algorithm);
    heap.update(ByteBuffer.wrap(bytes));
    RunningChecksum direct = Checksums.start(algorithm);
    direct.update(ByteBuffer.allocateDirect(length).put(bytes).flip());

    assertThat(HexFormat.of().formatHex(heap.value())).isEqualTo(expected);
    assertThat(HexFormat.of().formatHex(direct.value())).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(ChecksumAlgorithm.class)
  void everyAlgorithm_fedInRandomPieces_givesTheValueOfTheWhole(ChecksumAlgorithm algorithm) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] bytes = new byte[100_003];
    random.nextBytes(bytes);
    RunningChecksum whole = Checksums.start(algorithm);
    whole.update(ByteBuffer.wrap(bytes));
    RunningChecksum pieces = Checksums.start(algorithm);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    while (direct.hasRemaining()) {
      int length = Math.min(direct.remaining(), 1 + random.nextInt(300));
      pieces.update(direct.slice(direct.position(), length));
      direct.position(direct.position() + length);
    }
    assertThat(pieces.value()).isEqualTo(whole.value());
  }

  @Test
  void update_leavesThePositionOfItsBuffer() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[40]);
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      Checksums.start(algorithm).update(bytes);
    }
    assertThat(bytes.remaining()).isEqualTo(40);
  }
}
