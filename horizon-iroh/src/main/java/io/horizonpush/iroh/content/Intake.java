package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The way of bytes to the disk: small bodies gather in memory and go into a segment, longer ones
 * into a file of their own as they come. Thread-safe; blocks its (virtual) thread.
 */
final class Intake {

  /** The longest blob in a segment, in bytes. */
  static final int SEGMENT_MAX = 256 << 10;

  /** The tree of a blob of 5 GiB is written at its end. */
  private static final Duration FINISH_LIMIT = Duration.ofMinutes(10);

  private final IrohNative.Store store;
  private final StoreCalls calls;
  private final PendingPlaces pending;
  private final BlobPins pins;
  private final BodyBuffers buffers;

  /**
   * @param memory that bodies may take on their way, in bytes
   */
  Intake(
      IrohNative.Store store, StoreCalls calls, PendingPlaces pending, BlobPins pins, long memory) {
    this.store = store;
    this.calls = calls;
    this.pending = pending;
    this.pins = pins;
    this.buffers = new BodyBuffers(SEGMENT_MAX, memory);
  }

  /** Stores one blob, and pins it. */
  PendingPlaces.Pending take(ContentReader content, boolean durable) {
    Optional<ByteBuffer> buffer = buffers.take();
    if (buffer.isEmpty()) {
      return file(Optional.empty(), content.next(), content, durable);
    }
    try {
      return gather(buffer.get(), content, durable);
    } finally {
      buffers.giveBack(buffer.get());
    }
  }

  private PendingPlaces.Pending gather(
      ByteBuffer gathered, ContentReader content, boolean durable) {
    Optional<ByteBuffer> piece = content.next();
    while (piece.isPresent() && piece.get().remaining() <= gathered.remaining()) {
      gathered.put(piece.get());
      piece = content.next();
    }
    gathered.flip();
    return piece.isEmpty()
        ? put(List.of(gathered), durable).getFirst()
        : file(Optional.of(gathered), piece, content, durable);
  }

  /** Stores blobs that are whole in memory, none longer than a segment takes, and pins them. */
  List<PendingPlaces.Pending> put(List<ByteBuffer> blobs, boolean durable) {
    long put = pending.begin();
    CompletableFuture<List<PendingPlaces.Pending>> stored =
        store
            .put(blobs, durable)
            .thenApply(records -> records.stream().map(each -> noted(each, true, durable)).toList())
            .whenComplete((records, failure) -> pending.end(put));
    return calls.awaitStored(stored, FINISH_LIMIT, late -> late.forEach(this::discard));
  }

  private PendingPlaces.Pending file(
      Optional<ByteBuffer> head,
      Optional<ByteBuffer> first,
      ContentReader content,
      boolean durable) {
    long writing =
        calls.awaitStored(store.create(), StoreCalls.PATIENCE, late -> ignore(store.abort(late)));
    boolean finished = false;
    try {
      CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
      if (head.isPresent()) {
        room = store.write(writing, head.get());
      }
      for (Optional<ByteBuffer> piece = first; piece.isPresent(); piece = content.next()) {
        // The next piece is fetched while the disk takes the last one.
        calls.await(room, StoreCalls.PATIENCE);
        room = store.write(writing, piece.get());
      }
      calls.await(room, StoreCalls.PATIENCE);
      CompletableFuture<PendingPlaces.Pending> stored =
          store.finish(writing, durable).thenApply(record -> noted(record, false, durable));
      finished = true;
      return calls.awaitStored(stored, FINISH_LIMIT, this::discard);
    } finally {
      if (!finished) {
        ignore(store.abort(writing));
      }
    }
  }

  /** Pinned first: whoever takes the place over may let go of the blob at once. */
  private PendingPlaces.Pending noted(StoredRecord record, boolean segment, boolean durable) {
    pins.pin(record.hash());
    return pending.add(record, segment, durable);
  }

  private void discard(PendingPlaces.Pending unused) {
    if (pending.remove(unused) == PendingPlaces.Fate.UNUSED) {
      remove(unused.place());
    }
    pins.unpin(unused.blob());
  }

  /** Removes what was stored and no row names; in a segment it stays until that is compacted. */
  void remove(Place unused) {
    if (!unused.segment()) {
      ignore(store.remove(List.of(unused.file())));
    }
  }

  private static void ignore(CompletableFuture<Void> work) {
    CompletableFuture<Void> _ = work;
  }
}
