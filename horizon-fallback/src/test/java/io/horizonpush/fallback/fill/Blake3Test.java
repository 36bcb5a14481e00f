package io.horizonpush.fallback.fill;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.store.IrohStores;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Bytes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hash of bytes that pass is that of the store. */
class Blake3Test {

  @TempDir Path directory;

  @Test
  void nothing_hasTheHashOfTheSpecification() {
    assertThat(new Blake3().digest().hex())
        .isEqualTo("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
  }

  @Test
  void bytesOfAnyLength_inPiecesOfAnyLength_haveTheHashOfTheStore() {
    try (IrohStores stores = new IrohStores(directory, Clocks.SYSTEM, _ -> List.of())) {
      for (int length :
          new int[] {1, 63, 64, 65, 1023, 1024, 1025, 2048, 2049, 3073, 7168, 65_537, 300_001}) {
        byte[] bytes = Bytes.random(length, length);
        try (PinnedBlob blob = stores.content().add(Bytes.reader(bytes), Durability.RELAXED)) {
          for (int piece : new int[] {1, 64, 1000, 65_536, length}) {
            Blake3 hash = new Blake3();
            for (int at = 0; at < length; at += piece) {
              hash.update(bytes, at, Math.min(piece, length - at));
            }
            assertThat(hash.digest()).as("%d by %d", length, piece).isEqualTo(blob.hash());
          }
        }
      }
    }
  }
}
