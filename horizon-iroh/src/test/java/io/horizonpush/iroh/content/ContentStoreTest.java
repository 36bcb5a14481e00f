package io.horizonpush.iroh.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.TestNodes;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The content store over the real native library. */
@Timeout(120)
class ContentStoreTest extends ContentStoreContract {

  @TempDir Path dataDir;
  private Index index;
  private IrohNode node;
  private ContentStore content;

  @BeforeEach
  void open() {
    PendingPlaces pending = new PendingPlaces();
    index = TestNodes.openIndex(dataDir, pending);
    node = TestNodes.open(dataDir);
    content = TestNodes.openContent(index, node, dataDir, pending);
  }

  @AfterEach
  void close() {
    content.close();
    node.close();
    index.close();
  }

  @Override
  ContentStore content() {
    return content;
  }

  @Override
  Index index() {
    return index;
  }

  @Test
  void open_ofWhatIsOnTheDisk_givesItsFile() {
    for (int length : new int[] {100, 100_000, 900_000}) {
      BlobHash hash = used(content(length, 1));
      try (Content open = content.open(hash, new ByteRange(10, 20)).orElseThrow()) {
        assertThat(open).isInstanceOf(Content.FileSlice.class);
      }
    }
  }

  @Test
  void open_afterARestart_findsEverythingThatIsUsed() {
    byte[] small = content(1000, 2);
    byte[] large = content(1_000_000, 3);
    BlobHash smallHash = used(small);
    BlobHash largeHash = used(large);
    close();
    open();
    assertThat(read(content.open(largeHash, ByteRange.all(large.length)))).hasValue(large);
    assertThat(read(content.open(smallHash, ByteRange.all(small.length)))).hasValue(small);
    assertThat(read(content.open(largeHash, new ByteRange(5, 10)))).isPresent();
  }

  @Test
  void add_toAClosedNode_isServiceUnavailable() {
    node.close();
    assertThatThrownBy(() -> content.add(pieces(content(10, 5), 10), Durability.STRICT))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
  }

  @Test
  void aBlobThatIsPinned_isCountedUntilItIsLetGo() {
    try (PinnedBlob blob = content.add(pieces(content(10, 6), 10), Durability.RELAXED)) {
      assertThat(content.pinned()).isEqualTo(1);
      assertThat(blob.length()).isEqualTo(10);
    }
    assertThat(content.pinned()).isZero();
  }

  @Test
  void aFlippedBit_breaksALongAnswerOffBeforeItIsSent() throws IOException {
    byte[] bytes = content(3_000_000, 7);
    BlobHash hash = used(bytes);
    flip(hash, 2_500_000);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (Content open = content.open(hash, ByteRange.all(bytes.length)).orElseThrow();
        ContentReader reader = open.reader()) {
      assertThatThrownBy(() -> reader.next().ifPresent(piece -> drain(piece, reader, sent)))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INTERNAL_ERROR));
    }
    assertThat(sent.toByteArray()).isEqualTo(Arrays.copyOf(bytes, 2 << 20));
    assertThat(read(content.open(hash, new ByteRange(0, 2_490_000)))).isPresent();
    assertThat(content.open(hash, new ByteRange(2_500_000, 1))).isEmpty();
    assertThat(content.pinned()).isZero();
  }

  /** Takes a piece and all that come behind it. */
  private static void drain(ByteBuffer first, ContentReader rest, ByteArrayOutputStream sent) {
    for (var piece = Optional.of(first); piece.isPresent(); piece = rest.next()) {
      byte[] bytes = new byte[piece.get().remaining()];
      piece.get().get(bytes);
      sent.writeBytes(bytes);
    }
  }

  @Test
  void aFlippedBitInASegment_isNeverSent() throws IOException {
    BlobHash damaged = used(content(60_000, 8));
    byte[] sound = content(60_000, 9);
    BlobHash other = used(sound);
    flip(damaged, 59_999);
    assertThat(content.open(damaged, ByteRange.all(60_000))).isEmpty();
    assertThat(content.open(damaged, new ByteRange(59_000, 10))).isEmpty();
    assertThat(read(content.open(damaged, new ByteRange(0, 16_384)))).isPresent();
    assertThat(read(content.open(other, ByteRange.all(60_000)))).hasValue(sound);
  }

  private void flip(BlobHash blob, long at) throws IOException {
    Place place =
        index.read(tables -> tables.blobs().find(blob)).flatMap(BlobRow::place).orElseThrow();
    try (RandomAccessFile file =
        new RandomAccessFile(new ContentFiles(dataDir).path(place.file()).toFile(), "rw")) {
      file.seek(place.offset() + at);
      int before = file.read();
      file.seek(place.offset() + at);
      file.write(before ^ 4);
    }
  }
}
