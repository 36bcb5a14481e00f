package io.horizonpush.iroh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.NativeLibrary;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IrohNodeTest {

  @TempDir Path dataDir;

  @Test
  void open_keepsTheNodesIdAcrossRestarts() throws Exception {
    String first;
    WriterId author;
    try (IrohNode node = TestNodes.open(dataDir)) {
      first = node.nodeId();
      author = node.author();
      assertThat(first).matches("[0-9a-f]{64}");
      assertThat(node.addresses())
          .singleElement()
          .asString()
          .matches("127\\.0\\.0\\.1:[1-9][0-9]*");
    }
    assertThat(Files.getPosixFilePermissions(dataDir.resolve("node.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(dataDir.resolve("node.key")).hasSize(32);
    try (IrohNode node = TestNodes.open(dataDir)) {
      assertThat(node.nodeId()).isEqualTo(first);
      assertThat(node.author()).isEqualTo(author);
    }
  }

  @Test
  void open_withADamagedKey_refusesInsteadOfMakingANewOne() throws Exception {
    Files.write(dataDir.resolve("node.key"), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> TestNodes.open(dataDir))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("node.key");
    assertThat(dataDir.resolve("node.key")).hasSize(3);
  }

  @Test
  void open_onAnAddressThatIsInUse_saysSo() {
    try (IrohNode node = TestNodes.open(dataDir)) {
      String taken = node.addresses().getFirst();
      NativeLibrary library = NativeLibrary.load(dataDir);
      assertThatThrownBy(() -> IrohNode.open(library, dataDir.resolve("docs"), taken, _ -> {}))
          .satisfies(
              e -> assertThat(e).isInstanceOfAny(IrohException.class, UncheckedIOException.class));
    }
  }

  @Test
  void manifestHash_isThatOfTheBlobOfAManifest() {
    byte[] manifest = "what a manifest says".getBytes(StandardCharsets.UTF_8);
    try (IrohNode node = TestNodes.open(dataDir)) {
      node.awaitBlobs();
      PinnedBlob blob =
          node.blobs().addAll(List.of(ByteBuffer.wrap(manifest)), Durability.RELAXED).getFirst();

      assertThat(node.manifestHash().of(manifest)).isEqualTo(blob.hash());
      blob.close();
    }
  }

  @Test
  void close_isIdempotent() {
    IrohNode node = TestNodes.open(dataDir);
    node.close();
    node.close();
  }
}
