package io.horizonpush.iroh.cache;

import io.horizonpush.iroh.cache.CacheQueues.Entry;
import io.horizonpush.iroh.cache.CacheQueues.Queue;
import io.horizonpush.s3.model.BlobHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The order in which bytes go: S3-FIFO (Yang et al., SOSP 2023), over bytes instead of objects.
 *
 * <p>What comes waits in a small queue of a tenth of all bytes. What is read again there goes on to
 * the main queue, what is not goes; so a scan of everything takes room from itself alone. In the
 * main queue what was read since its last turn gets another one. What went from the small queue is
 * remembered for a while, and goes straight to the main one when it comes back.
 *
 * <p>Confined to one thread at a time.
 */
public final class S3Fifo {

  /** More reads than this say no more. */
  public static final int MOST_HITS = 3;

  private static final int SMALL_PART = 10;
  private static final int LOOKED_AT_ONCE = 64;

  private final CacheQueues queues;

  public S3Fifo(CacheQueues queues) {
    this.queues = queues;
  }

  /**
   * Notes that a blob was brought or read. Reads within one minute are one: a client that reads an
   * object piece by piece reads it once.
   */
  public void touch(BlobHash blob, long minute) {
    Optional<Entry> found = queues.find(blob);
    if (found.isEmpty()) {
      queues.add(blob, queues.recall(blob) ? Queue.MAIN : Queue.SMALL, minute);
    } else if (found.get().minute() < minute) {
      queues.hit(found.get(), Math.min(MOST_HITS, found.get().hits() + 1), minute);
    }
  }

  /** Notes that the bytes of a blob went. */
  public void went(BlobHash blob) {
    queues
        .find(blob)
        .ifPresent(
            entry -> {
              queues.remove(entry);
              if (entry.queue() == Queue.SMALL) {
                queues.remember(entry);
              }
            });
  }

  /** Begins to look for what goes first. */
  public Turn turn() {
    return new Turn(queues);
  }

  /**
   * One pass over the queues. What it names and does not go, because nobody else has it, keeps its
   * place and is not named again by it. Confined to one thread at a time, and to transactions of
   * its queues one behind the other.
   */
  public static final class Turn {

    private final Walk small;
    private final Walk main;

    private Turn(CacheQueues queues) {
      this.small = new Walk(Queue.SMALL, queues.bytes(Queue.SMALL));
      this.main = new Walk(Queue.MAIN, queues.bytes(Queue.MAIN));
    }

    /**
     * The next blobs that go, as if those that were named before went; none at the end of the pass.
     *
     * @param queues as they are now
     * @param limit the most blobs
     * @param bytes at which it is enough
     */
    public List<BlobHash> next(CacheQueues queues, int limit, long bytes) {
      List<BlobHash> named = new ArrayList<>();
      long length = 0;
      small.begin();
      main.begin();
      while (named.size() < limit && length < bytes) {
        Optional<Entry> next = next(queues);
        if (next.isEmpty()) {
          break;
        }
        named.add(next.get().blob());
        length += next.get().length();
      }
      return named;
    }

    private Optional<Entry> next(CacheQueues queues) {
      while (true) {
        boolean isSmall = small.left * SMALL_PART > small.left + main.left;
        Walk walk = isSmall ? small : main;
        Optional<Entry> found = walk.take(queues);
        if (found.isEmpty()) {
          walk = isSmall ? main : small;
          found = walk.take(queues);
        }
        if (found.isEmpty()) {
          return found;
        }
        Entry entry = found.get();
        if (entry.hits() == 0) {
          return found;
        }
        // Each further turn in the main queue costs a read, so this comes to an end.
        int hits = entry.queue() == Queue.SMALL ? 0 : entry.hits() - 1;
        queues.move(entry, Queue.MAIN, hits);
        main.left += entry.length();
      }
    }
  }

  /** How far a pass is in one queue, and how many bytes it has still before it. */
  private static final class Walk {
    private final Queue queue;
    private long left;
    private long place = Long.MIN_VALUE;
    private List<Entry> page = List.of();
    private int taken;

    Walk(Queue queue, long bytes) {
      this.queue = queue;
      this.left = bytes;
    }

    /** Forgets what was read in a transaction before. */
    void begin() {
      page = List.of();
      taken = 0;
    }

    Optional<Entry> take(CacheQueues queues) {
      if (taken == page.size()) {
        page = queues.behind(queue, place, LOOKED_AT_ONCE);
        taken = 0;
      }
      if (page.isEmpty()) {
        left = 0;
        return Optional.empty();
      }
      Entry entry = page.get(taken++);
      place = entry.place();
      left = Math.max(0, left - entry.length());
      return Optional.of(entry);
    }
  }
}
