package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.index.FreshPlaces;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.BlobHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was stored and is not yet named by a row, or is on its way to the disk. Until that ends
 * nobody else may decide about the file it is in. Thread-safe.
 */
public final class PendingPlaces implements FreshPlaces {

  private final Map<BlobHash, List<Pending>> pending = new HashMap<>();
  private final List<Pending> taken = new ArrayList<>();

  /** The puts into segments that have not ended, by their number. */
  private final Set<Long> puts = new HashSet<>();

  private long lastPut;
  private long lastSegment;
  private Runnable sync = () -> {};
  private boolean unsynced;

  /** What a row has to do with a place that was pending. */
  enum Fate {
    /** Others hold it still. */
    HELD,
    /** A row names it. */
    NAMED,
    /** No row names it. */
    UNUSED,
    /** Only the index knows, once the transaction at hand has ended. */
    UNCERTAIN
  }

  /** One place that was stored. */
  static final class Pending {
    private final BlobHash blob;
    private final long length;
    private final Place place;
    private final boolean durable;
    private int holders = 1;
    private boolean taken;
    private boolean uncertain;

    private Pending(StoredRecord record, boolean segment, boolean durable) {
      this.blob = record.hash();
      this.length = record.length();
      this.place = new Place(record.file(), record.offset(), segment);
      this.durable = durable;
    }

    BlobHash blob() {
      return blob;
    }

    /** In bytes. */
    long length() {
      return length;
    }

    Place place() {
      return place;
    }
  }

  /**
   * @param action makes everything durable that was stored without waiting
   */
  synchronized void syncBy(Runnable action) {
    this.sync = action;
  }

  /** A put into a segment begins: its number. */
  synchronized long begin() {
    puts.add(++lastPut);
    return lastPut;
  }

  /** A put ends; what it stored is noted before. */
  synchronized void end(long put) {
    puts.remove(put);
  }

  /**
   * Notes what was stored.
   *
   * @param segment whether its file holds other blobs, too
   * @param durable whether a power cut loses nothing of it
   */
  synchronized Pending add(StoredRecord record, boolean segment, boolean durable) {
    Pending added = new Pending(record, segment, durable);
    if (segment) {
      lastSegment = Math.max(lastSegment, record.file());
    }
    pending.computeIfAbsent(added.blob, hash -> new ArrayList<>(1)).add(added);
    return added;
  }

  /** A place of a blob. */
  synchronized Optional<Pending> find(BlobHash blob) {
    return Optional.ofNullable(pending.get(blob)).map(List::getFirst);
  }

  /** A place of a blob, kept from being forgotten until it is removed once more. */
  synchronized Optional<Pending> hold(BlobHash blob) {
    Optional<Pending> found = find(blob);
    found.ifPresent(each -> each.holders++);
    return found;
  }

  /** The same for one place among those of a blob. */
  synchronized Optional<Pending> hold(BlobHash blob, Place place) {
    Optional<Pending> found = at(blob, place);
    found.ifPresent(each -> each.holders++);
    return found;
  }

  /** Whether a place of a blob is pending. */
  synchronized boolean isPending(BlobHash blob, Place place) {
    return at(blob, place).isPresent();
  }

  private Optional<Pending> at(BlobHash blob, Place place) {
    return pending.getOrDefault(blob, List.of()).stream()
        .filter(each -> each.place.equals(place))
        .findFirst();
  }

  /** Forgets a place that nobody holds any more, and tells what became of it. */
  synchronized Fate remove(Pending ended) {
    if (--ended.holders > 0) {
      return Fate.HELD;
    }
    pending.computeIfPresent(
        ended.blob,
        (hash, all) -> {
          all.remove(ended);
          return all.isEmpty() ? null : all;
        });
    if (ended.uncertain) {
      return Fate.UNCERTAIN;
    }
    return ended.taken ? Fate.NAMED : Fate.UNUSED;
  }

  /** The segment that puts go to now; 0 before the first. */
  synchronized long lastSegment() {
    return lastSegment;
  }

  /** Notes that no put goes to a segment any more; one may have begun the next since. */
  synchronized void sealed(long segment) {
    if (lastSegment == segment) {
      lastSegment = 0;
    }
  }

  /** The number of the last put that began. */
  synchronized long lastPut() {
    return lastPut;
  }

  /**
   * Whether nothing that is pending can be in a segment.
   *
   * @param put the last put that may have been given a place in it
   */
  synchronized boolean areOutside(long segment, long put) {
    return puts.stream().noneMatch(each -> each <= put)
        && pending.values().stream()
            .flatMap(List::stream)
            .noneMatch(each -> each.place.file() == segment);
  }

  @Override
  public synchronized Optional<Place> take(BlobHash blob) {
    Optional<Pending> found = find(blob);
    found.ifPresent(
        each -> {
          each.taken = true;
          each.uncertain = false;
          unsynced |= !each.durable;
          taken.add(each);
        });
    return found.map(Pending::place);
  }

  @Override
  public synchronized void undone() {
    taken.forEach(each -> each.uncertain = true);
    taken.clear();
  }

  @Override
  public synchronized void committed() {
    taken.clear();
  }

  @Override
  public void makeDurable() {
    Runnable action;
    synchronized (this) {
      if (!unsynced) {
        return;
      }
      action = sync;
    }
    action.run();
    synchronized (this) {
      unsynced = false; // Only this thread, the writer's, takes places.
    }
  }
}
