package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.s3.store.BodyMemory;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * A blob on its way into a file of its own: its pieces, and the memory for those that the native
 * library has and may not have written yet. Confined to one thread; blocks it.
 */
final class OwnFile implements AutoCloseable {

  private static final int LARGEST_PIECE = 64 << 10;

  /**
   * Bytes that the native library has at most: it writes 128 KiB at a time, of which one is being
   * written, one waits and one gathers, and one more waits for room with what came behind it.
   */
  private static final long UNDER_WAY = 4 * (128L << 10);

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final IrohNative.Store store;
  private final StoreCalls calls;
  private final BodyMemory.Share share;
  private final long writing;
  private long underWay;
  private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
  private boolean finished;

  /**
   * @param share what is in it counts for the first pieces
   */
  OwnFile(IrohNative.Store store, StoreCalls calls, BodyMemory.Share share) {
    this.store = store;
    this.calls = calls;
    this.share = share;
    writing = calls.awaitStored(store.create(), StoreCalls.PATIENCE, late -> drop(late));
  }

  /** Adds bytes: the next are fetched while the disk takes the last. */
  void write(ByteBuffer bytes) {
    int end = bytes.limit();
    while (bytes.position() < end) {
      ByteBuffer piece =
          bytes.slice(bytes.position(), Math.min(LARGEST_PIECE, end - bytes.position()));
      bytes.position(bytes.position() + piece.remaining());
      calls.await(room, StoreCalls.PATIENCE);
      cover(piece.remaining());
      room = store.write(writing, piece);
    }
  }

  /**
   * Where memory is short, the disk first takes all that is under way; the one piece that is left
   * is had in any case. Waiting for it would hold up whoever waits for what the reader holds.
   */
  private void cover(int length) {
    underWay = Math.min(underWay + length, UNDER_WAY);
    if (!share.tryResize(underWay)) {
      flush();
      underWay = length;
      share.insist(length);
    }
  }

  private void flush() {
    calls.await(store.write(writing, NOTHING), StoreCalls.PATIENCE);
    underWay = 0;
  }

  /** Waits until the disk has all that came, and then holds nothing. */
  void giveWay() {
    if (underWay > 0) {
      calls.await(room, StoreCalls.PATIENCE);
      flush();
    }
    share.close();
  }

  /** Ends the blob; nothing else is to be done with it then. */
  CompletableFuture<StoredRecord> finish(boolean durable) {
    calls.await(room, StoreCalls.PATIENCE);
    finished = true;
    return store.finish(writing, durable);
  }

  /** Gives the blob up, unless it was ended. */
  @Override
  public void close() {
    if (!finished) {
      drop(writing);
    }
  }

  private void drop(long unfinished) {
    CompletableFuture<Void> _ = store.abort(unfinished);
  }
}
