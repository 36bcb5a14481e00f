package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.BlobTable.Segment;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.index.RecordLength;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import java.io.File;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in which space in segments comes back: what is live in the worst of them is copied, a
 * little in each step, and a segment without anything live is removed. Thread-safe; blocks its
 * (virtual) thread.
 */
public final class Compaction {

  private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

  /** A segment is worth copying when this part of it is garbage. */
  private static final double WORTH_IT = 0.25;

  private static final int ROWS = 500;
  private static final long BYTES = 4 << 20;

  private final Index index;
  private final IrohNative.Store store;
  private final ContentFiles files;
  private final PendingPlaces pending;
  private final StoreCalls calls;
  private final BiConsumer<Collection<BlobHash>, Collection<Long>> forget;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  /** The last put that may have been given a place in a segment that takes no more, by its id. */
  private final Map<Long, Long> ended = new HashMap<>();

  /** Segments with records that cannot be copied. */
  private final Set<Long> damaged = new HashSet<>();

  /** The segment that copies go to. */
  private long target;

  /**
   * @param forget hears which blobs were moved and which files are gone
   */
  Compaction(
      Index index,
      IrohNative.Store store,
      ContentFiles files,
      PendingPlaces pending,
      StoreCalls calls,
      BiConsumer<Collection<BlobHash>, Collection<Long>> forget) {
    this.index = index;
    this.store = store;
    this.files = files;
    this.pending = pending;
    this.calls = calls;
    this.forget = forget;
  }

  /** Copies and removes whatever is worth it. */
  public void run() {
    oneAtATime.lock();
    try {
      while (step()) {}
    } finally {
      oneAtATime.unlock();
    }
  }

  /** Ends the segments that are being written, so that all of them can be compacted. */
  public void seal() {
    oneAtATime.lock();
    try {
      long last = pending.lastSegment();
      calls.await(store.seal(), StoreCalls.PATIENCE);
      target = 0;
      pending.sealed(last);
    } finally {
      oneAtATime.unlock();
    }
  }

  private boolean step() {
    List<Used> segments = new ArrayList<>();
    for (Segment segment : index.read(tables -> tables.blobs().segments())) {
      if (takesNoMore(segment.id())) {
        segments.add(new Used(segment, files.path(segment.id()).toFile()));
      }
    }
    Optional<Used> empty = segments.stream().filter(each -> each.live() == 0).findFirst();
    if (empty.isPresent()) {
      remove(empty.get().id());
      return true;
    }
    Optional<Used> worst =
        segments.stream()
            .filter(each -> each.garbage() > WORTH_IT && !damaged.contains(each.id()))
            .max(Comparator.comparingDouble(Used::garbage));
    worst.ifPresent(each -> copySome(each.id()));
    return worst.isPresent();
  }

  /** A segment, and how much of it is garbage. */
  private record Used(long id, long live, long length) {

    Used(Segment segment, File file) {
      this(segment.id(), segment.live(), file.length());
    }

    double garbage() {
      return length == 0 ? 0 : 1 - (double) live / length;
    }
  }

  /** Whether no put is or can be given a place in a segment, nor is about to name one. */
  private boolean takesNoMore(long segment) {
    if (segment == target || segment == pending.lastSegment()) {
      return false;
    }
    long lastPut = ended.computeIfAbsent(segment, each -> pending.lastPut());
    return pending.areOutside(segment, lastPut);
  }

  private void remove(long segment) {
    boolean empty = index.write(Durability.STRICT, tables -> tables.blobs().removeSegment(segment));
    if (empty) {
      forget.accept(List.of(), List.of(segment));
      calls.await(store.remove(List.of(segment)), StoreCalls.PATIENCE);
    }
    ended.remove(segment);
  }

  private void copySome(long segment) {
    List<BlobRow> rows = some(segment);
    List<StoredRecord> records = rows.stream().map(Compaction::record).toList();
    List<Optional<StoredRecord>> copies = calls.await(store.copy(records), StoreCalls.PATIENCE);
    copies.stream()
        .flatMap(Optional::stream)
        .forEach(copy -> target = Math.max(target, copy.file()));
    if (copies.stream().anyMatch(Optional::isEmpty)) {
      damaged.add(segment);
      LOG.error("Segment {} has records that are damaged; it is kept as it is", segment);
    }
    index.write(
        Durability.STRICT,
        tables -> {
          int moved = 0;
          for (int i = 0; i < rows.size(); i++) {
            BlobRow row = rows.get(i);
            Optional<StoredRecord> copy = copies.get(i);
            if (copy.isPresent()
                && tables
                    .blobs()
                    .move(
                        row, place(row), new Place(copy.get().file(), copy.get().offset(), true))) {
              moved++;
            }
          }
          return moved;
        });
    forget.accept(rows.stream().map(BlobRow::hash).toList(), List.of());
  }

  /** As much as one step copies; one record at least. */
  private List<BlobRow> some(long segment) {
    List<BlobRow> rows = index.read(tables -> tables.blobs().inFile(segment, 0, ROWS));
    List<BlobRow> some = new ArrayList<>();
    long bytes = 0;
    for (BlobRow row : rows) {
      bytes += RecordLength.of(row.length());
      if (!some.isEmpty() && bytes > BYTES) {
        break;
      }
      some.add(row);
    }
    return some;
  }

  private static Place place(BlobRow row) {
    return row.place().orElseThrow();
  }

  private static StoredRecord record(BlobRow row) {
    return new StoredRecord(row.hash(), row.length(), place(row).file(), place(row).offset());
  }
}
