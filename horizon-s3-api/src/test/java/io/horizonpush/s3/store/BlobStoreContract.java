package io.horizonpush.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link BlobStore} does. */
public abstract class BlobStoreContract extends OpenedRangesContract<BlobHash> {

  /** The store under test, empty before each test. */
  protected abstract BlobStore store();

  @Override
  protected Optional<Content> open(BlobHash blob, ByteRange range) {
    return store().open(blob, range);
  }

  @Override
  protected BlobHash provide(byte[] content) {
    return add(content).hash();
  }

  @Override
  protected BlobHash unknown() {
    return new BlobHash(1, 2, 3, 4);
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  protected void add_inPieces_storesThemAsOneBlob(Durability durability) {
    byte[] content = content(700_000, 10);
    try (PinnedBlob blob = store().add(pieces(content, 60_000), durability)) {
      assertThat(blob.length()).isEqualTo(content.length);
      assertThat(store().status(blob.hash())).isEqualTo(new BlobStatus.Complete(content.length));
      assertThat(read(store().open(blob.hash(), ByteRange.all(content.length)))).hasValue(content);
    }
  }

  @Test
  protected void add_ofEqualContent_givesEqualHashesHoweverItIsCut() {
    byte[] content = content(100_000, 11);
    Set<BlobHash> hashes = new HashSet<>();
    for (int piece : new int[] {1000, 16_384, 99_999, 100_000}) {
      try (PinnedBlob blob = store().add(pieces(content, piece), Durability.STRICT)) {
        hashes.add(blob.hash());
      }
    }
    assertThat(hashes).hasSize(1);
  }

  @Test
  protected void add_ofABodyThatFails_throwsWhatItThrewAndKeepsNothing() {
    byte[] content = content(200_000, 12);
    ContentReader whole = pieces(content, 50_000);
    ContentReader failing =
        () -> {
          Optional<ByteBuffer> piece = whole.next();
          if (piece.isEmpty()) {
            throw new S3Exception(S3ErrorCode.BAD_DIGEST, "The digest does not match");
          }
          return piece;
        };

    assertThatThrownBy(() -> store().add(failing, Durability.STRICT))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.BAD_DIGEST));

    try (PinnedBlob other = add(content(10, 13))) {
      assertThat(store().collect(Stream.of(other.hash()))).isEmpty();
    }
  }

  @Test
  protected void addAll_givesPinnedBlobsInOrder() {
    List<byte[]> contents =
        IntStream.range(0, 300).mapToObj(n -> content(n * 10, 100 + n)).toList();
    List<PinnedBlob> stored =
        store().addAll(contents.stream().map(ByteBuffer::wrap).toList(), Durability.STRICT);

    assertThat(stored).hasSize(contents.size());
    for (int i = 0; i < contents.size(); i++) {
      PinnedBlob blob = stored.get(i);
      assertThat(blob.length()).isEqualTo(contents.get(i).length);
      assertThat(read(store().open(blob.hash(), ByteRange.all(blob.length()))))
          .hasValue(contents.get(i));
    }
    assertThat(store().collect(Stream.empty())).isEmpty();
    stored.forEach(PinnedBlob::close);
  }

  @Test
  protected void addAll_ofNothing_givesNothing() {
    assertThat(store().addAll(List.of(), Durability.STRICT)).isEmpty();
  }

  @Test
  protected void status_ofAnUnknownBlob_isAbsent() {
    assertThat(store().status(new BlobHash(1, 2, 3, 4))).isEqualTo(new BlobStatus.Absent());
    assertThat(store().pin(new BlobHash(1, 2, 3, 4))).isEmpty();
  }

  @Test
  protected void collect_dropsWhatIsNeitherLiveNorPinned() {
    List<PinnedBlob> blobs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      blobs.add(add(content(i % 2 == 0 ? 500 : 50_000, 200 + i)));
    }
    List<BlobHash> hashes = blobs.stream().map(PinnedBlob::hash).toList();
    blobs.subList(5, 20).forEach(PinnedBlob::close);

    Set<BlobHash> dropped = store().collect(hashes.subList(5, 10).stream());

    assertThat(dropped).containsExactlyInAnyOrderElementsOf(hashes.subList(10, 20));
    for (int i = 0; i < 20; i++) {
      boolean here = store().status(hashes.get(i)) instanceof BlobStatus.Complete;
      assertThat(here).as("blob %s", i).isEqualTo(i < 10);
    }
    assertThat(store().open(hashes.get(11), new ByteRange(0, 1))).isEmpty();
    blobs.subList(0, 5).forEach(PinnedBlob::close);
  }

  @Test
  protected void collect_keepsABlobWithASecondPin() {
    PinnedBlob first = add(content(30_000, 20));
    PinnedBlob second = store().pin(first.hash()).orElseThrow();
    assertThat(second.length()).isEqualTo(30_000);
    first.close();
    first.close();

    assertThat(store().collect(Stream.empty())).isEmpty();
    second.close();
    assertThat(store().collect(Stream.empty())).containsExactly(first.hash());
  }

  @Test
  protected void collect_whoseRootsFail_dropsNothing() {
    PinnedBlob blob = add(content(30_000, 21));
    blob.close();
    Stream<BlobHash> failing =
        Stream.generate(
            () -> {
              throw new IllegalStateException("The index is closed");
            });

    assertThatThrownBy(() -> store().collect(failing))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The index is closed");

    assertThat(store().status(blob.hash())).isEqualTo(new BlobStatus.Complete(30_000));
    assertThat(store().collect(Stream.empty())).containsExactly(blob.hash());
  }

  @Test
  protected void open_contentStaysReadableWhenItsBlobIsDropped() {
    byte[] content = content(50_000, 22);
    PinnedBlob blob = add(content);
    Content open = store().open(blob.hash(), ByteRange.all(content.length)).orElseThrow();
    blob.close();

    assertThat(store().collect(Stream.empty())).containsExactly(blob.hash());
    assertThat(read(Optional.of(open))).hasValue(content);
  }

  @Test
  protected void add_ofADroppedBlob_bringsItBack() {
    byte[] content = content(50_000, 23);
    PinnedBlob first = add(content);
    first.close();
    assertThat(store().collect(Stream.empty())).containsExactly(first.hash());

    try (PinnedBlob again = add(content)) {
      assertThat(again.hash()).isEqualTo(first.hash());
      assertThat(read(store().open(again.hash(), ByteRange.all(50_000)))).hasValue(content);
    }
  }

  @Test
  protected void add_byManyAtOnce_storesEveryBlob() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<BlobHash>> added = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        // Every second one is the same blob.
        byte[] content = content(20_000, i % 2 == 0 ? 0 : 300 + i);
        added.add(
            threads.submit(
                () -> {
                  try (PinnedBlob blob = store().add(pieces(content, 7000), Durability.STRICT)) {
                    assertThat(read(store().open(blob.hash(), ByteRange.all(20_000))))
                        .hasValue(content);
                    return blob.hash();
                  }
                }));
      }
      Set<BlobHash> hashes = new HashSet<>();
      for (Future<BlobHash> hash : added) {
        hashes.add(hash.get());
      }
      assertThat(hashes).hasSize(33);
    }
  }

  private PinnedBlob add(byte[] content) {
    return store().add(pieces(content, 1 << 20), Durability.STRICT);
  }

  /** A reader of content in pieces, each in a buffer that the next piece overwrites. */
  protected static ContentReader pieces(byte[] content, int length) {
    ByteBuffer left = ByteBuffer.wrap(content);
    ByteBuffer piece = ByteBuffer.allocateDirect(length);
    return () -> {
      if (!left.hasRemaining()) {
        return Optional.empty();
      }
      int count = Math.min(length, left.remaining());
      piece.clear().put(left.slice().limit(count)).flip();
      left.position(left.position() + count);
      return Optional.of(piece);
    };
  }
}
