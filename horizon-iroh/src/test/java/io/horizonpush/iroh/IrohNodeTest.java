package io.horizonpush.iroh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
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
  void theSigningKey_isThatOfTheNodesId() {
    try (IrohNode node = TestNodes.open(dataDir)) {
      assertThat(HexFormat.of().formatHex(node.signingKey().publicKey())).isEqualTo(node.nodeId());
    }
  }

  @Test
  void manifestHash_isBlake3() {
    try (IrohNode node = TestNodes.open(dataDir)) {
      String hash = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
      assertThat(node.manifestHash().of(new byte[0])).isEqualTo(BlobHash.ofHex(hash));
    }
  }

  @Test
  void close_isIdempotent() {
    IrohNode node = TestNodes.open(dataDir);
    node.close();
    node.close();
  }
}
