package io.horizonpush.iroh.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.payload.Checksums;
import io.horizonpush.s3.payload.RunningChecksum;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCrc64Test {

  @TempDir Path dataDir;

  @Test
  void everyKindOfBuffer_inAnyPieces_givesWhatJavaGives() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    NativeCrc64 crc = NativeLibrary.load(dataDir).crc64();
    byte[] bytes = new byte[700_001];
    random.nextBytes(bytes);
    ByteBuffer heap = ByteBuffer.wrap(bytes);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    for (int round = 0; round < 200; round++) {
      int from = random.nextInt(bytes.length);
      int length = random.nextInt(1 + Math.min(bytes.length - from, 1 << random.nextInt(20)));
      int cut = random.nextInt(length + 1);
      RunningChecksum expected = Checksums.start(ChecksumAlgorithm.CRC64NVME);
      expected.update(heap.slice(from, length));
      long value = ByteBuffer.wrap(expected.value()).getLong();

      for (ByteBuffer kind : new ByteBuffer[] {heap, direct, heap.asReadOnlyBuffer()}) {
        ByteBuffer piece = kind.slice(from, length);
        long first = crc.update(-1L, piece.slice(0, cut));
        assertThat(~crc.update(first, piece.slice(cut, length - cut))).isEqualTo(value);
        assertThat(~crc.update(-1L, piece)).isEqualTo(value);
        assertThat(piece.remaining()).isEqualTo(length);
      }
    }
  }
}
