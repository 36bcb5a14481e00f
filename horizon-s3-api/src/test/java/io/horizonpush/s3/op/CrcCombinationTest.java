package io.horizonpush.s3.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.payload.Checksums;
import io.horizonpush.s3.payload.RunningChecksum;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrcCombinationTest {

  @ParameterizedTest
  @EnumSource(names = {"CRC32", "CRC32C", "CRC64NVME"})
  void append_equalsTheCrcOfBothRunsTogether(ChecksumAlgorithm algorithm) {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    CrcCombination combination = CrcCombination.of(algorithm).orElseThrow();
    for (int i = 0; i < 200; i++) {
      byte[] first = new byte[random.nextInt(5000)];
      byte[] second = new byte[random.nextInt(5000)];
      random.nextBytes(first);
      random.nextBytes(second);

      long combined =
          combination.append(crc(algorithm, first), crc(algorithm, second), second.length);

      assertThat(combined).isEqualTo(crc(algorithm, first, second));
    }
  }

  private static long crc(ChecksumAlgorithm algorithm, byte[]... runs) {
    RunningChecksum checksum = Checksums.start(algorithm);
    for (byte[] run : runs) {
      checksum.update(ByteBuffer.wrap(run));
    }
    return new BigInteger(1, checksum.value()).longValue();
  }
}
