package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The way of bytes to the disk: small bodies gather in memory and go into a segment, longer ones
 * into a file of their own as they come. What gathers takes as much memory as has come of it; where
 * there is no more, or too little to wait for a slow client with it, it goes into a file, too.
 * Thread-safe; blocks its (virtual) thread.
 */
final class Intake {

  /** A body in memory is there twice: the native library copies it. */
  private static final int COPIES = 2;

  /** The tree of a blob of 5 GiB is written at its end. */
  private static final Duration FINISH_LIMIT = Duration.ofMinutes(10);

  private final IrohNative.Store store;
  private final StoreCalls calls;
  private final PendingPlaces pending;
  private final BlobPins pins;
  private final BodyLimits limits;
  private final BodyBuffers buffers;

  Intake(
      IrohNative.Store store,
      StoreCalls calls,
      PendingPlaces pending,
      BlobPins pins,
      BodyLimits limits) {
    this.store = store;
    this.calls = calls;
    this.pending = pending;
    this.pins = pins;
    this.limits = limits;
    this.buffers = new BodyBuffers(limits.segmentMax(), limits.memory().limit() / COPIES);
  }

  /**
   * Stores one blob, and pins it.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code SlowDown} when there is no memory for it
   */
  PendingPlaces.Pending take(ContentReader content, boolean durable) {
    Optional<ByteBuffer> first = content.next();
    int length = first.map(ByteBuffer::remaining).orElse(0);
    BodyMemory memory = limits.memory();
    boolean small = length <= limits.segmentMax() && !memory.mustGiveWay(content);
    try (BodyMemory.Share share = small ? memory.begin(inMemory(length)) : memory.share()) {
      Optional<BodyBuffers.Buffer> buffer = small ? buffers.take(length) : Optional.empty();
      return buffer.isPresent()
          ? new Gathering(buffer.get(), share).take(first, content, durable)
          : file(new OwnFile(store, calls, share), first, content, durable);
    }
  }

  private static long inMemory(int length) {
    return (long) COPIES * BodyBuffers.sizeFor(length);
  }

  /** A body that gathers. */
  private final class Gathering {

    private final BodyMemory.Share share;
    private BodyBuffers.Buffer buffer;
    private boolean given;

    Gathering(BodyBuffers.Buffer buffer, BodyMemory.Share share) {
      this.buffer = buffer;
      this.share = share;
    }

    PendingPlaces.Pending take(Optional<ByteBuffer> first, ContentReader content, boolean durable) {
      try {
        Optional<ByteBuffer> piece = first;
        boolean givesWay = false;
        while (!givesWay && piece.isPresent() && fits(piece.get().remaining())) {
          buffer.bytes().put(piece.get());
          givesWay = limits.memory().mustGiveWay(content);
          piece = givesWay ? Optional.empty() : content.next();
        }
        buffer.bytes().flip();
        return piece.isEmpty() && !givesWay
            ? put(List.of(buffer.bytes()), durable).getFirst()
            : spill(piece, content, durable);
      } finally {
        giveBack();
      }
    }

    /** Makes room, unless the body gets too long or there is no memory. */
    private boolean fits(int more) {
      int length = buffer.bytes().position() + more;
      if (length <= buffer.bytes().capacity()) {
        return length <= limits.segmentMax();
      }
      if (length > limits.segmentMax() || !share.tryResize(inMemory(length))) {
        return false;
      }
      Optional<BodyBuffers.Buffer> larger = buffers.take(length);
      larger.ifPresent(
          grown -> {
            grown.bytes().put(buffer.bytes().flip());
            buffer.close();
            buffer = grown;
          });
      return larger.isPresent();
    }

    private PendingPlaces.Pending spill(
        Optional<ByteBuffer> piece, ContentReader content, boolean durable) {
      OwnFile file = new OwnFile(store, calls, share);
      return Intake.this.file(
          file,
          piece,
          content,
          durable,
          () -> {
            file.write(buffer.bytes());
            giveBack();
          });
    }

    private void giveBack() {
      if (!given) {
        given = true;
        buffer.close();
      }
    }
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
      OwnFile file, Optional<ByteBuffer> first, ContentReader content, boolean durable) {
    return file(file, first, content, durable, () -> {});
  }

  private PendingPlaces.Pending file(
      OwnFile file,
      Optional<ByteBuffer> first,
      ContentReader content,
      boolean durable,
      Runnable head) {
    try (file) {
      head.run();
      first.ifPresent(file::write);
      Optional<ByteBuffer> piece = next(file, content);
      while (piece.isPresent()) {
        file.write(piece.get());
        piece = next(file, content);
      }
      CompletableFuture<PendingPlaces.Pending> stored =
          file.finish(durable).thenApply(record -> noted(record, false, durable));
      return calls.awaitStored(stored, FINISH_LIMIT, this::discard);
    }
  }

  private Optional<ByteBuffer> next(OwnFile file, ContentReader content) {
    if (limits.memory().mustGiveWay(content)) {
      file.giveWay();
    }
    return content.next();
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
