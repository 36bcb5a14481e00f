package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.index.PositionTable.PeerPosition;
import io.horizonpush.iroh.sync.EntryCheck.Incoming;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The way of what one feed brings: while a batch goes into the index, the next one is verified and
 * goes into the document, and one more is gathered from the stream. So three batches are in memory
 * at most. What a stage throws comes out at one of the next calls, and nothing that follows in its
 * batch's wake is noted. Confined to the thread that reads the feed.
 */
final class EntryStages implements AutoCloseable {

  /** What is gathered at most while the stages are busy: the larger, the less the disk writes. */
  private static final long MOST_BYTES = 2 << 20;

  /** What an entry takes of memory beside its manifest, about. */
  private static final long OF_ENTRY = 512;

  private final EntryTaker taker;
  private final OneAhead intoDocument = new OneAhead();
  private final OneAhead intoIndex = new OneAhead();
  private List<Incoming> gathered = new ArrayList<>();
  private long bytes;
  private OptionalLong through = OptionalLong.empty();

  EntryStages(EntryTaker taker) {
    this.taker = taker;
  }

  /** Takes entries. */
  void take(List<Incoming> entries) {
    gathered.addAll(entries);
    for (Incoming each : entries) {
      bytes += OF_ENTRY + each.manifest().length();
    }
    if (bytes >= MOST_BYTES || intoDocument.isIdle()) {
      passOn();
    }
  }

  /** Notes, behind all that was taken so far, that everything up to a sequence was. */
  void reach(long sequence) {
    through = OptionalLong.of(sequence);
    if (intoDocument.isIdle()) {
      passOn();
    }
  }

  /** Takes settings, which say whose entries count, so that they do when this returns. */
  void takeSettings(List<Incoming> entries) {
    drain();
    taker.takeSettings(entries);
  }

  private void passOn() {
    if (gathered.isEmpty() && through.isEmpty()) {
      return;
    }
    List<Incoming> entries = gathered;
    OptionalLong reached = through;
    gathered = new ArrayList<>();
    bytes = 0;
    through = OptionalLong.empty();
    intoDocument.submit(() -> bring(entries, reached));
  }

  private void bring(List<Incoming> entries, OptionalLong through) {
    // Neighbours lie on the same pages of the document and of the index.
    entries.sort(Comparator.comparing(each -> each.entry().key()));
    Destination.Brought brought = taker.bring(entries);
    OptionalLong full = taker.full();
    OptionalLong end = full.isPresent() ? OptionalLong.of(full.getAsLong() - 1) : through;
    Optional<PeerPosition> reached =
        end.isPresent() ? Optional.of(taker.reached(end.getAsLong())) : Optional.empty();
    intoIndex.submit(
        () -> {
          taker.merge(brought);
          reached.ifPresent(taker::note);
        });
    if (full.isPresent()) {
      intoIndex.drain();
      throw taker.broughtEnough();
    }
  }

  /** Waits until all that was taken is in the index. */
  void drain() {
    passOn();
    intoDocument.drain();
    intoIndex.drain();
  }

  /** Waits for what is under way; what was only gathered is asked for again some time. */
  @Override
  public void close() {
    try (intoIndex) {
      intoDocument.close();
    }
  }
}
