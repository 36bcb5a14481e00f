package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.index.Index;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes from here so that the rest has room: when the disk is short of it, when bytes take more
 * than they may, and what nobody reads for long. Thread-safe; blocks its (virtual) thread.
 */
public final class Room {

  private static final Logger LOG = LoggerFactory.getLogger(Room.class);

  /** How long nobody is asked again for room, once nothing more could go. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  /** Counting takes at most one part in so many of the time. */
  private static final int PART_FOR_COUNTING = 50;

  private static final int PERCENT = 100;
  private static final int HIGH = 90;
  private static final int LOW = 80;

  private final Index index;
  private final ContentStore content;
  private final Evictor evictor;
  private final Runnable collect;
  private final Limits limits;
  private final ReentrantLock making = new ReentrantLock();

  /** Both by the running clock, and guarded by the lock. */
  private Duration next = Duration.ZERO;

  private Duration nextCount = Duration.ZERO;

  /**
   * What bytes may take here.
   *
   * @param quota of blobs in bytes: above nine tenths of it some go, until they are eight
   * @param idle how long nobody reads what goes although there is room; only what origins have
   */
  public record Limits(OptionalLong quota, Optional<Duration> idle) {

    /** As much as the disk has, for ever. */
    public static final Limits NONE = new Limits(OptionalLong.empty(), Optional.empty());
  }

  Room(Index index, ContentStore content, Evictor evictor, Runnable collect, Limits limits) {
    this.index = index;
    this.content = content;
    this.evictor = evictor;
    this.collect = collect;
    this.limits = limits;
  }

  /** Evicts as long as the disk is short of room, and what is above the quota. */
  public void make() {
    if (!making.tryLock()) {
      return;
    }
    try {
      if (isShort() && running().compareTo(next) >= 0) {
        evict("The disk was short of room");
        next = isShort() ? running().plus(AGAIN) : next;
      }
      makeUnderQuota();
    } finally {
      making.unlock();
    }
  }

  private void evict(String why) {
    content.lastReads().store();
    log(why, evictor.evictInTurn(Long.MAX_VALUE, this::hasRoom));
  }

  private static void log(String why, Evictor.Outcome outcome) {
    LOG.info(
        "{}: {} blobs of {} bytes went, which origins or members have, and {} stay",
        why,
        outcome.blobs(),
        outcome.bytes(),
        outcome.kept());
  }

  private boolean isShort() {
    return content.floor().space().isShort();
  }

  /** What went takes room until it is collected. */
  private boolean hasRoom() {
    collect.run();
    return !isShort();
  }

  private void makeUnderQuota() {
    if (limits.quota().isEmpty() || running().compareTo(nextCount) < 0) {
      return;
    }
    Duration begin = running();
    long here = index.read(tables -> tables.cached().bytesHere());
    nextCount = running().plus(running().minus(begin).multipliedBy(PART_FOR_COUNTING));
    long quota = limits.quota().getAsLong();
    if (here > quota / PERCENT * HIGH) {
      long tooMuch = here - quota / PERCENT * LOW;
      content.lastReads().store();
      Evictor.Outcome outcome = evictor.evictInTurn(tooMuch, () -> false);
      collect.run();
      log("Bytes take more than nine tenths of cache.quota", outcome);
      nextCount = outcome.bytes() < tooMuch ? running().plus(AGAIN) : nextCount;
    }
  }

  /** Evicts what nobody read for long and origins have. */
  public void evictIdle() {
    if (limits.idle().isPresent()) {
      content.lastReads().store();
      Evictor.Outcome outcome =
          evictor.evictIdle(index.wall().instant().minus(limits.idle().get()));
      if (outcome.blobs() > 0) {
        log("Nobody reads them", outcome);
      }
    }
  }

  private Duration running() {
    return index.clocks().running().get();
  }
}
