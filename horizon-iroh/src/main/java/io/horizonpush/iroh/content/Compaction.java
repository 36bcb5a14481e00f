package io.horizonpush.iroh.content;

import io.horizonpush.iroh.disk.DiskFloor.Space;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.index.BlobTable.Segment;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.index.RecordLength;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3Exception;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
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

  private static final double WORTH_IT_WHEN_SHORT = 0.05;

  private static final int ROWS = 500;

  /** How long nothing is copied after that has failed. */
  private static final Duration REST = Duration.ofMinutes(1);

  private static final long BYTES = 4 << 20;

  private final Index index;
  private final ContentFiles files;
  private final PendingPlaces pending;
  private final SegmentCopies copies;
  private final BiConsumer<Collection<BlobHash>, Collection<Long>> forget;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  /** The last put that may have been given a place in a segment that takes no more, by its id. */
  private final Map<Long, Long> ended = new HashMap<>();

  /**
   * What was live in segments of which nothing that is live can be copied, by their id. Each is
   * looked at again when something of it goes.
   */
  private final Map<Long, Long> stuck = new HashMap<>();

  /** The segment that copies go to. */
  private long target;

  /**
   * Nothing is copied before this, because the disk did not take copies; by the nanosecond clock.
   */
  private long restsUntil = System.nanoTime();

  /**
   * @param forget hears which blobs were moved and which files are gone
   */
  Compaction(
      Index index,
      ContentFiles files,
      PendingPlaces pending,
      SegmentCopies copies,
      BiConsumer<Collection<BlobHash>, Collection<Long>> forget) {
    this.index = index;
    this.files = files;
    this.pending = pending;
    this.copies = copies;
    this.forget = forget;
  }

  /**
   * Copies and removes whatever is worth it.
   *
   * @param stop whether somebody waits for the end of this
   */
  public void run(BooleanSupplier stop) {
    oneAtATime.lock();
    try {
      while (!stop.getAsBoolean() && step()) {}
    } finally {
      oneAtATime.unlock();
    }
  }

  /** Ends the segments that are being written, so that all of them can be compacted. */
  public void seal() {
    oneAtATime.lock();
    try {
      long last = pending.lastSegment();
      copies.seal();
      target = 0;
      pending.sealed(last);
    } finally {
      oneAtATime.unlock();
    }
  }

  private boolean step() {
    Space space = files.floor().space();
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
            .filter(each -> isWorthIt(each, space) && !isStuck(each) && !rests())
            .max(Comparator.comparingDouble(Used::garbage));
    worst.ifPresent(this::copySome);
    return worst.isPresent();
  }

  private boolean rests() {
    return System.nanoTime() - restsUntil < 0;
  }

  private boolean isStuck(Used segment) {
    Long live = stuck.get(segment.id());
    return live != null && live == segment.live();
  }

  /** Where space is short, less garbage is enough, as long as what is live finds room meanwhile. */
  private static boolean isWorthIt(Used segment, Space space) {
    return segment.garbage() > (space.isShort() ? WORTH_IT_WHEN_SHORT : WORTH_IT)
        && segment.live() < space.free() / 2;
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
      copies.remove(segment);
    }
    ended.remove(segment);
    stuck.remove(segment);
  }

  private void copySome(Used segment) {
    List<Located> records = some(segment.id());
    try {
      int moved = records.isEmpty() ? 0 : move(records, copies.copy(records));
      if (moved == 0) {
        stuck.put(segment.id(), segment.live());
      }
    } catch (S3Exception e) {
      LOG.warn("Segment {} cannot be copied now", segment.id(), e);
      restsUntil = System.nanoTime() + REST.toNanos();
    }
    forget.accept(records.stream().map(Located::hash).toList(), List.of());
  }

  /** Lets rows name the copies; tells how many of them do. */
  private int move(List<Located> records, List<Optional<StoredRecord>> copied) {
    copied.stream()
        .flatMap(Optional::stream)
        .forEach(copy -> target = Math.max(target, copy.file()));
    return index.write(
        Durability.STRICT,
        tables -> {
          int moved = 0;
          for (int i = 0; i < records.size(); i++) {
            if (move(tables, records.get(i), copied.get(i))) {
              moved++;
            }
          }
          return moved;
        });
  }

  private static boolean move(Tables tables, Located from, Optional<StoredRecord> copied) {
    return copied
        .filter(
            copy ->
                tables
                    .blobs()
                    .move(
                        from.hash(),
                        from.length(),
                        from.place(),
                        new Place(copy.file(), copy.offset(), true)))
        .isPresent();
  }

  /** As much as one step copies, one record at least; nothing if all that is left is damaged. */
  private List<Located> some(long segment) {
    List<Located> some = new ArrayList<>();
    long bytes = 0;
    long from = 0;
    List<Located> rows = rows(segment, from);
    while (some.isEmpty() && !rows.isEmpty()) {
      for (Located row : rows) {
        if (copies.isDamaged(row)) {
          continue;
        }
        bytes += RecordLength.of(row.length());
        if (!some.isEmpty() && bytes > BYTES) {
          return some;
        }
        some.add(row);
      }
      from = rows.getLast().place().offset() + 1;
      rows = rows(segment, from);
    }
    return some;
  }

  private List<Located> rows(long segment, long from) {
    return index.read(tables -> tables.blobs().inFile(segment, from, ROWS)).stream()
        .flatMap(row -> Located.of(row).stream())
        .toList();
  }
}
