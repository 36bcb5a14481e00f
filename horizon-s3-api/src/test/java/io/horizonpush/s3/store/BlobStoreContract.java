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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link BlobStore} does. */
public abstract class BlobStoreContract extends OpenedRangesContract<BlobHash> {

  /** The store under test, empty before each test. */
  protected abstract BlobStore store();

  /** Lets something use a blob that is pinned. */
  protected abstract void use(PinnedBlob blob);

  /** Lets something use a blob that is pinned, and that an origin has. */
  protected abstract void useConfirmed(PinnedBlob blob);

  /** Takes back what {@link #use} did. */
  protected abstract void giveUp(BlobHash blob);

  /** Removes what is neither used nor pinned: the blobs that had been used and are gone now. */
  protected abstract Set<BlobHash> collect();

  @Override
  protected Optional<Content> open(BlobHash blob, ByteRange range) {
    return store().open(blob, range).content();
  }

  @Override
  protected BlobHash provide(byte[] content) {
    return used(content);
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
      assertThat(read(store().open(blob.hash(), ByteRange.all(content.length)).content()))
          .hasValue(content);
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
    assertThat(collect()).isEmpty();
  }

  @Test
  protected void status_ofAnUnknownBlob_isAbsent() {
    assertThat(store().status(new BlobHash(1, 2, 3, 4))).isEqualTo(new BlobStatus.Absent());
    assertThat(store().pin(new BlobHash(1, 2, 3, 4))).isEmpty();
  }

  @Test
  protected void aBlobThatWasUsed_isHereWhileItIsKept() {
    byte[] content = content(50_000, 18);
    PinnedBlob blob = add(content);
    use(blob);
    blob.close();
    BlobStore.Kept kept = store().keep(blob.hash());
    giveUp(blob.hash());
    assertThat(collect()).isEmpty();
    assertThat(read(store().open(blob.hash(), ByteRange.all(50_000)).content())).hasValue(content);
    kept.close();
    kept.close();
    assertThat(collect()).containsExactly(blob.hash());
    store().keep(blob.hash()).close();
    assertThat(store().status(blob.hash())).isEqualTo(new BlobStatus.Absent());
  }

  @Test
  protected void aBlob_isHereWhileItIsPinnedOrUsed() {
    byte[] content = content(50_000, 19);
    PinnedBlob blob = add(content);
    use(blob);
    blob.close();
    blob.close();
    assertThat(collect()).isEmpty();
    assertThat(store().status(blob.hash())).isEqualTo(new BlobStatus.Complete(50_000));
    PinnedBlob pinned = store().pin(blob.hash()).orElseThrow();
    assertThat(pinned.length()).isEqualTo(50_000);
    giveUp(blob.hash());
    assertThat(collect()).isEmpty();
    assertThat(read(store().open(blob.hash(), ByteRange.all(50_000)).content())).hasValue(content);
    pinned.close();
    assertThat(collect()).containsExactly(blob.hash());
    assertThat(store().status(blob.hash())).isEqualTo(new BlobStatus.Absent());
    assertThat(store().open(blob.hash(), new ByteRange(0, 1)).content()).isEmpty();
    assertThat(store().pin(blob.hash())).isEmpty();
  }

  @Test
  protected void aBlobThatNothingUses_goesWithItsLastPin() {
    for (int length : new int[] {500, 50_000, 700_000}) {
      PinnedBlob first = add(content(length, 20));
      PinnedBlob second = store().pin(first.hash()).orElseThrow();
      first.close();
      assertThat(store().status(first.hash())).isEqualTo(new BlobStatus.Complete(length));
      second.close();
      assertThat(store().status(first.hash())).isEqualTo(new BlobStatus.Absent());
    }
    assertThat(collect()).isEmpty();
  }

  @Test
  protected void collect_removesOnlyWhatNothingUses() {
    List<BlobHash> hashes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      hashes.add(used(content(i % 2 == 0 ? 500 : 50_000 * i, 200 + i)));
    }
    hashes.subList(10, 20).forEach(this::giveUp);
    assertThat(collect()).containsExactlyInAnyOrderElementsOf(hashes.subList(10, 20));
    for (int i = 0; i < 20; i++) {
      boolean here = store().status(hashes.get(i)) instanceof BlobStatus.Complete;
      assertThat(here).as("blob %s", i).isEqualTo(i < 10);
    }
  }

  @Test
  protected void aBlobThatIsUsedAgainBeforeItIsCollected_stays() {
    BlobHash hash = used(content(50_000, 21));
    giveUp(hash);
    try (PinnedBlob again = store().pin(hash).orElseThrow()) {
      use(again);
    }
    assertThat(collect()).isEmpty();
    assertThat(store().status(hash)).isEqualTo(new BlobStatus.Complete(50_000));
  }

  @Test
  protected void open_contentStaysReadableWhenItsBlobIsRemoved() {
    for (int length : new int[] {50_000, 3_000_000}) {
      byte[] content = content(length, 22);
      BlobHash hash = used(content);
      Content open = store().open(hash, ByteRange.all(length)).content().orElseThrow();
      giveUp(hash);
      collect();
      assertThat(read(Optional.of(open))).hasValue(content);
      collect();
      assertThat(store().status(hash)).isEqualTo(new BlobStatus.Absent());
    }
  }

  @Test
  protected void add_ofARemovedBlob_bringsItBack() {
    byte[] content = content(50_000, 23);
    BlobHash hash = used(content);
    giveUp(hash);
    assertThat(collect()).containsExactly(hash);
    assertThat(used(content)).isEqualTo(hash);
    assertThat(collect()).isEmpty();
    assertThat(read(store().open(hash, ByteRange.all(50_000)).content())).hasValue(content);
  }

  @Test
  protected void add_ofABlobThatIsHere_keepsOneOfThem() {
    for (int length : new int[] {50_000, 700_000}) {
      byte[] content = content(length, 24);
      BlobHash hash = used(content);
      try (PinnedBlob again = add(content)) {
        use(again);
      }
      assertThat(read(store().open(hash, ByteRange.all(length)).content())).hasValue(content);
      giveUp(hash);
      assertThat(collect()).isEmpty();
      giveUp(hash);
      assertThat(collect()).containsExactly(hash);
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
                    assertThat(read(store().open(blob.hash(), ByteRange.all(20_000)).content()))
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

  /** Adds a blob that is used and not pinned. */
  protected BlobHash used(byte[] content) {
    try (PinnedBlob blob = add(content)) {
      use(blob);
      return blob.hash();
    }
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
