package io.horizonpush.iroh.publish;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.replica.ManifestHash;
import io.horizonpush.iroh.store.Backlog;
import io.horizonpush.s3.model.WriterId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings every write into its bucket's document, behind the requests: goes round the buckets that
 * have something in the log and publishes a batch of each.
 *
 * <p>While requests write it rests after each batch for a multiple of what that took, the shorter
 * the more waits: a burst is stored at nearly full speed and published afterwards. A bucket whose
 * batch failed is tried again after a growing pause; the others go on. One thread of its own; every
 * method may be called from any.
 */
public final class Publisher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** How many times as long as a batch it rests when little waits: a fifth of the time is its. */
  private static final int RESTS = 4;

  private static final Duration LONGEST_REST = Duration.ofSeconds(1);

  private final Index index;
  private final Backlog backlog;
  private final PublishBatch batch;
  private final Pause pause = new Pause();
  private final Map<Long, Failures> failing = new HashMap<>();
  private final LongAdder published = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts publishing.
   *
   * @param hash names manifests
   * @param author of this node's entries
   */
  public Publisher(
      Index index, BucketDocuments documents, Backlog backlog, ManifestHash hash, WriterId author) {
    this.index = index;
    this.backlog = backlog;
    batch = new PublishBatch(index, documents, hash, author);
    thread = Thread.ofPlatform().name("horizon-publisher").daemon().unstarted(this::run);
    thread.start();
  }

  /** The number of writes that are not yet in a document. */
  public long backlog() {
    return backlog.count();
  }

  /** The number of writes that were brought into a document or replaced before that. */
  public long published() {
    return published.sum();
  }

  /** The number of batches that failed. */
  public long failures() {
    return failures.sum();
  }

  /** Waits until every write is in its document; tells whether that happened in time. */
  public boolean awaitEmpty(Duration timeout) {
    pause.hurry(true);
    try {
      return backlog.awaitEmpty(timeout);
    } finally {
      pause.hurry(false);
    }
  }

  /** Ends after the batch at hand. What is left is published after the next start. */
  @Override
  public void close() {
    closed = true;
    pause.hurry(true);
    backlog.wake();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        if (backlog.awaitSome(IDLE) && !round() && !closed) {
          // All that is left belongs to buckets that failed a moment ago.
          pause.of(FIRST_PAUSE);
        }
      }
    } catch (InterruptedException e) {
      LOG.warn("The publisher was interrupted and ends", e);
    }
  }

  /** Publishes one batch of every bucket; tells whether any was. */
  private boolean round() throws InterruptedException {
    boolean any = false;
    Optional<Long> bucket = nextBucket(0);
    while (bucket.isPresent() && !closed) {
      long id = bucket.get();
      Failures earlier = failing.getOrDefault(id, Failures.NONE);
      if (System.nanoTime() - earlier.until() >= 0) {
        any |= publishBesideRequests(id, earlier);
      }
      bucket = nextBucket(id);
    }
    return any;
  }

  private boolean publishBesideRequests(long bucket, Failures earlier) throws InterruptedException {
    long begun = System.nanoTime();
    long mutations = index.stats().mutations();
    boolean done = publish(bucket, earlier);
    // One mutation was ours.
    boolean busy = index.stats().mutations() - mutations > 1 || index.waiting() > 0;
    if (busy) {
      pause.of(restAfter(Duration.ofNanos(System.nanoTime() - begun), backlog.room()));
    }
    return done;
  }

  /**
   * How long requests have the machine to themselves after a batch. Never for long, because they
   * may have ended meanwhile.
   *
   * @param room the share of the backlog's bound that is left
   */
  static Duration restAfter(Duration batch, double room) {
    long nanos = (long) (batch.toNanos() * RESTS * room);
    return Duration.ofNanos(Math.min(nanos, LONGEST_REST.toNanos()));
  }

  private Optional<Long> nextBucket(long after) {
    try {
      return index.read(tables -> tables.log().nextBucket(Reader.PUBLISHER, after));
    } catch (RuntimeException e) {
      LOG.warn("The log of changes cannot be read", e);
      return Optional.empty();
    }
  }

  private boolean publish(long bucket, Failures earlier) {
    try {
      int done = batch.publish(bucket);
      published.add(done);
      backlog.removed(bucket, done); // Last, because it lets go of whoever waits for the end.
      failing.remove(bucket);
      return done > 0;
    } catch (RuntimeException | StackOverflowError e) {
      failures.increment();
      Failures now = earlier.andOneMore();
      failing.put(bucket, now);
      LOG.warn(
          "A batch of bucket {} was not published; tried again in {} ms",
          bucket,
          now.pause().toMillis(),
          e);
      return false;
    }
  }

  /**
   * How often a bucket failed in a row.
   *
   * @param until the {@link System#nanoTime} before which it is left alone
   */
  private record Failures(Duration pause, long until) {
    static final Failures NONE = new Failures(Duration.ZERO, System.nanoTime());

    Failures andOneMore() {
      Duration longer = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
      Duration next = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
      return new Failures(next, System.nanoTime() + next.toNanos());
    }
  }
}
