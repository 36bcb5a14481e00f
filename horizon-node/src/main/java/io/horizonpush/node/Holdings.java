package io.horizonpush.node;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable;
import io.horizonpush.node.admin.BucketUsage;
import io.horizonpush.s3.model.BucketId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the buckets hold, counted when somebody asks. Counting reads every record, so that a count
 * is used again until twenty times as long has passed as it took: however often somebody asks, no
 * more than a twentieth of the time of one thread goes into it. Thread-safe; blocks its (virtual)
 * thread.
 */
final class Holdings {

  private static final Logger log = LoggerFactory.getLogger(Holdings.class);
  private static final int SHARE = 20;

  /** How long somebody waits for a new count who could have an older one. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Index index;
  private @Nullable Count last;
  private @Nullable CompletableFuture<Count> counting;
  private long countingSince;

  Holdings(Index index) {
    this.index = index;
  }

  /**
   * A count.
   *
   * @param uploads those that are unfinished
   * @param usedUntil as of {@link System#nanoTime}
   */
  record Count(Instant at, Map<BucketId, BucketUsage> buckets, long uploads, long usedUntil) {

    Count {
      buckets = Map.copyOf(buckets);
    }

    /** What a bucket holds; nothing of one that was made since. */
    BucketUsage of(BucketId bucket) {
      return buckets.getOrDefault(bucket, BucketUsage.NOTHING);
    }

    /** All of them together. */
    BucketUsage total() {
      return buckets.values().stream().reduce(BucketUsage.NOTHING, BucketUsage::plus);
    }
  }

  /** The count of now if it comes soon, else the latest there is; waits for the first. */
  Count now() {
    return soon()
        .orElseGet(
            () -> {
              try {
                return begin().join();
              } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : e;
              }
            });
  }

  /**
   * The count of now if it comes soon, else the latest there is. Without any it begins one and
   * answers nothing: nobody waits for the first.
   */
  Optional<Count> soon() {
    CompletableFuture<Count> coming = begin();
    if (latest().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(coming.copy().get(patience(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      log.debug("The holdings cannot be counted", e);
    } catch (TimeoutException e) {
      log.trace("The holdings are still being counted", e);
    }
    return latest();
  }

  /** What is left of it: of many figures that are asked for together, the first one waits. */
  private synchronized long patience() {
    return Math.max(0, PATIENCE.toNanos() - (System.nanoTime() - countingSince));
  }

  private synchronized Optional<Count> latest() {
    return Optional.ofNullable(last);
  }

  /** Begins to count, unless somebody did or there is no need to. */
  private synchronized CompletableFuture<Count> begin() {
    Count known = last;
    if (known != null && System.nanoTime() - known.usedUntil() < 0) {
      return CompletableFuture.completedFuture(known);
    }
    CompletableFuture<Count> work = counting;
    if (work == null) {
      CompletableFuture<Count> begun = new CompletableFuture<>();
      counting = begun;
      countingSince = System.nanoTime();
      Thread.ofVirtual().name("holdings").start(() -> run(begun));
      work = begun;
    }
    return work;
  }

  private void run(CompletableFuture<Count> work) {
    try {
      Count count = count();
      end(count);
      work.complete(count);
    } catch (RuntimeException | Error e) {
      end(null);
      work.completeExceptionally(e);
      if (e instanceof Error) {
        throw e;
      }
    }
  }

  private synchronized void end(@Nullable Count count) {
    counting = null;
    last = count == null ? last : count;
  }

  private Count count() {
    Instant at = Instant.now();
    long begun = System.nanoTime();
    Map<BucketId, BucketUsage> usages = new HashMap<>();
    // One look for each bucket: a long one lets the index's log grow.
    for (BucketRow row : index.read(tables -> tables.buckets().all())) {
      usages.put(row.uid(), index.read(tables -> usage(tables, row)));
    }
    long uploads = index.read(tables -> tables.uploads().count());
    long ended = System.nanoTime();
    return new Count(at, usages, uploads, ended + SHARE * (ended - begun));
  }

  /** Counts what one bucket holds. */
  static BucketUsage usage(Tables tables, BucketRow row) {
    return new BucketUsage(
        total(tables.versions().objects(row.id())), total(tables.versions().noncurrent(row.id())));
  }

  private static BucketUsage.Total total(VersionTable.Total total) {
    return new BucketUsage.Total(total.count(), total.bytes());
  }
}
