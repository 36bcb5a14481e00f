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
    "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
  })
  void everyAlgorithm_overTheCatalogueText_givesItsCheckValue(
      ChecksumAlgorithm algorithm, String expected) {
    RunningChecksum running = Checksums.start(algorithm);
    running.update(ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII)));
    assertThat(HexFormat.of().formatHex(running.value())).isEqualTo(expected);
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
