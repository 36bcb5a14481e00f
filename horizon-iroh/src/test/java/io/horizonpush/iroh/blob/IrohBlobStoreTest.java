package io.horizonpush.iroh.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.TestNodes;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.BlobStoreContract;
import io.horizonpush.s3.store.Content;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IrohBlobStoreTest extends BlobStoreContract {

  @TempDir Path dataDir;
  private IrohNode node;

  @BeforeEach
  void openNode() {
    node = TestNodes.open(dataDir);
  }

  @AfterEach
  void closeNode() {
    node.close();
  }

  @Override
  protected BlobStore store() {
    return node.blobs();
  }

  @Test
  void open_ofALongBlob_givesItsFile() {
    byte[] content = content(100_000, 1);
    try (PinnedBlob blob = store().add(pieces(content, 50_000), Durability.STRICT);
        Content open = store().open(blob.hash(), new ByteRange(10, 20)).orElseThrow()) {
      assertThat(open).isInstanceOf(Content.FileSlice.class);
    }
  }

  @Test
  void open_afterARestart_findsEverythingThatWasStored() {
    byte[] small = content(1000, 2);
    byte[] large = content(1_000_000, 3);
    BlobHash smallHash = provide(small);
    BlobHash largeHash = provide(large);
    node.close();
    node = TestNodes.open(dataDir);

    assertThat(read(store().open(largeHash, ByteRange.all(large.length)))).hasValue(large);
    assertThat(read(store().open(smallHash, ByteRange.all(small.length)))).hasValue(small);
    assertThat(read(store().open(largeHash, new ByteRange(5, 10)))).isPresent();
  }

  @Test
  void add_toAClosedNode_isServiceUnavailable() {
    BlobStore store = store();
    provide(content(10, 4));
    node.close();

    assertThatThrownBy(() -> store.add(pieces(content(10, 5), 10), Durability.STRICT))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
  }
}
