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
import io.horizonpush.s3.model.ObjectBody.Remote;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.BlobStore.Eviction;
import io.horizonpush.s3.store.BlobStore.Eviction.Reason;
import io.horizonpush.s3.store.BlobStore.Opened;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
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
  protected void restart() {
    close();
    open();
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
      try (Content open = content.open(hash, new ByteRange(10, 20)).content().orElseThrow()) {
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
    assertThat(read(content.open(largeHash, ByteRange.all(large.length)).content()))
        .hasValue(large);
    assertThat(read(content.open(smallHash, ByteRange.all(small.length)).content()))
        .hasValue(small);
    assertThat(read(content.open(largeHash, new ByteRange(5, 10)).content())).isPresent();
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
    try (Content open = content.open(hash, ByteRange.all(bytes.length)).content().orElseThrow();
        ContentReader reader = open.reader()) {
      assertThatThrownBy(() -> reader.next().ifPresent(piece -> drain(piece, reader, sent)))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INTERNAL_ERROR));
    }
    assertThat(sent.toByteArray()).isEqualTo(Arrays.copyOf(bytes, 2 << 20));
    assertThat(read(content.open(hash, new ByteRange(0, 2_490_000)).content())).isPresent();
    assertThat(content.open(hash, new ByteRange(2_500_000, 1)).content()).isEmpty();
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
    assertThat(content.open(damaged, ByteRange.all(60_000)).content()).isEmpty();
    assertThat(content.open(damaged, new ByteRange(59_000, 10)).content()).isEmpty();
    assertThat(read(content.open(damaged, new ByteRange(0, 16_384)).content())).isPresent();
    assertThat(read(content.open(other, ByteRange.all(60_000)).content())).hasValue(sound);
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

  @Test
  void strays_keepsEveryKindOfFileAndCutsWhatHasGrown() throws IOException {
    byte[] whole = content(700_000, 10);
    byte[] partial = content(700_001, 11);
    BlobHash wholeHash = used(whole);
    BlobHash evicted = evicted(content(700_002, 12));
    BlobHash half = evicted(partial);
    Remote body = new Remote(OriginId.of("s3", "e", "b", ""), "k", "t", 100_000);
    try (BlobFill fill = content.fill(half).orElseThrow();
        BlobFill other = content.fill(body)) {
      fill.write(BlobFill.GROUP, group(partial, 1));
      other.write(0, group(partial, 0));
      fill.flush();
      other.flush();
    }
    collect();
    Path grown = path(wholeHash);
    long length = Files.size(grown);
    Files.write(grown, new byte[10_000], StandardOpenOption.APPEND);
    Path orphan = grown.resolveSibling("0000000000000fff");
    Files.write(orphan, whole);
    long unrooted = index.read(tables -> tables.unrooted().all()).getFirst().file();
    List<Path> kept = List.of(path(evicted), path(half), new ContentFiles(dataDir).path(unrooted));
    List<Long> lengths = kept.stream().map(file -> file.toFile().length()).toList();
    restart();

    content.removeStrays();

    assertThat(orphan).doesNotExist();
    assertThat(grown).hasSize(length);
    assertThat(kept.stream().map(file -> file.toFile().length())).isEqualTo(lengths);
    assertThat(read(open(wholeHash, ByteRange.all(whole.length)))).hasValue(whole);
    assertThat(read(open(half, new ByteRange(BlobFill.GROUP, 100)))).isPresent();
    assertThat(read(content.open(body, new ByteRange(0, 100)).content())).isPresent();
    assertThat(content.status(evicted)).isEqualTo(new BlobStatus.Evicted(700_002));
  }

  @Test
  void aGroupThatRotsInAPartialBlob_isMissingAgain() throws IOException {
    byte[] bytes = content(700_000, 13);
    BlobHash blob = evicted(bytes);
    try (BlobFill fill = content.fill(blob).orElseThrow()) {
      fill.write(0, ByteBuffer.wrap(bytes));
    }
    restart();
    flip(blob, 5L * BlobFill.GROUP + 7);
    ByteRange rotten = new ByteRange(5L * BlobFill.GROUP, BlobFill.GROUP);
    assertThat(content.open(blob, ByteRange.all(bytes.length)))
        .isEqualTo(new Opened.Missing(List.of(rotten)));
    assertThat(read(open(blob, new ByteRange(0, rotten.offset())))).isPresent();
    try (BlobFill fill = content.fill(blob).orElseThrow()) {
      fill.write(rotten.offset(), group(bytes, 5));
      fill.finish(Optional.empty()).close();
    }
    assertThat(read(open(blob, ByteRange.all(bytes.length)))).hasValue(bytes);
  }

  @Test
  void aTreeThatRots_isNotRefilledFrom() throws IOException {
    byte[] bytes = content(700_000, 14);
    BlobHash blob = evicted(bytes);
    flip(blob, 100);
    try (BlobFill fill = content.fill(blob).orElseThrow()) {
      assertThatThrownBy(() -> fill.write(0, ByteBuffer.wrap(bytes)))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.BAD_DIGEST));
    }
    assertThat(content.open(blob, new ByteRange(0, 1)).content()).isEmpty();
    used(bytes);
    assertThat(read(open(blob, ByteRange.all(bytes.length)))).hasValue(bytes);
  }

  @Test
  void aBlobWhoseTreeIsLost_isNotEvicted_sinceNothingThatComesBackCouldBeCompared()
      throws IOException {
    byte[] bytes = content(700_000, 15);
    PinnedBlob blob = content.add(pieces(bytes, 100_000), Durability.STRICT);
    useConfirmed(blob);
    blob.close();
    flip(blob.hash(), bytes.length + 20L);
    assertThat(content.evict(blob.hash())).isEqualTo(new Eviction.Kept(Reason.BUSY));
    assertThat(content.status(blob.hash())).isEqualTo(new BlobStatus.Complete(bytes.length));
  }

  private BlobHash evicted(byte[] bytes) {
    PinnedBlob blob = content.add(pieces(bytes, 100_000), Durability.STRICT);
    useConfirmed(blob);
    blob.close();
    assertThat(content.evict(blob.hash())).isEqualTo(new Eviction.Evicted());
    return blob.hash();
  }

  private static ByteBuffer group(byte[] bytes, int group) {
    return ByteBuffer.wrap(bytes, group * BlobFill.GROUP, BlobFill.GROUP).slice();
  }

  private Path path(BlobHash blob) {
    return new ContentFiles(dataDir)
        .path(
            index
                .read(tables -> tables.blobs().find(blob))
                .flatMap(BlobRow::place)
                .orElseThrow()
                .file());
  }
}
