package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.RelianceTable.Relied;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.swarm.BackgroundFetch;
import io.horizonpush.iroh.swarm.FewAtOnce;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blobs whose bytes went from here because others keep them, and the work on that: promises are
 * renewed when half of their time is over; where too few can be had, the bytes are fetched again.
 * The promises of this node end here, too. Thread-safe; blocks its (virtual) thread.
 */
final class Reliances {

  private static final Logger LOG = LoggerFactory.getLogger(Reliances.class);

  private static final int AT_ONCE = 256;

  /** What is left after so many is looked at the next time. */
  private static final int MOST_ROUNDS = 64;

  private static final int FETCHED_AT_ONCE = 4;
  private static final int ENDED_AT_ONCE = 1000;

  /** Those that are known by name; more are as bad. */
  private static final int MOST_LACKING = 10_000;

  private static final Duration FORGOTTEN_EVERY = Duration.ofHours(1);
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final Index index;
  private final Promises promises;
  private final PromiseRule rule;
  private final PromiseClocks clocks;
  private final Fellows fellows;
  private final BackgroundFetch fetching;
  private final ReentrantLock running = new ReentrantLock();

  /** Of how many was warned last; guarded by the lock. */
  private int warned;

  /** When promises that are over are forgotten; guarded by the lock. */
  private Instant forgetting = Instant.EPOCH;

  /** Those that fewer keep than are to, as it was found last. */
  private final Set<Relied> lacking = ConcurrentHashMap.newKeySet();

  /** Those whose bytes are to be fetched, until that was tried. */
  private final Set<Relied> wanted = ConcurrentHashMap.newKeySet();

  Reliances(
      Index index,
      Promises promises,
      PromiseRule rule,
      PromiseClocks clocks,
      Fellows fellows,
      BackgroundFetch fetching) {
    this.index = index;
    this.promises = promises;
    this.rule = rule;
    this.clocks = clocks;
    this.fellows = fellows;
    this.fetching = fetching;
  }

  /** How many blobs fewer members keep for this node than are to. */
  int lacking() {
    return lacking.size();
  }

  /** Does what is due now. */
  void run() {
    running.lock();
    try {
      clocks.store();
      endGiven();
      forgetOver();
      forgetFormerMembers();
      List<Relied> due = due();
      for (int round = 1; !due.isEmpty() && round <= MOST_ROUNDS; round++) {
        byBucket(due).forEach(this::renew);
        due = due.size() < AT_ONCE ? List.of() : due();
      }
      wanted.removeIf(relied -> !index.read(tables -> tables.reliances().isRelied(relied)));
      lacking.removeIf(relied -> !index.read(tables -> tables.reliances().isRelied(relied)));
      warn();
    } finally {
      running.unlock();
    }
  }

  private void warn() {
    if (lacking.size() > warned) {
      LOG.warn(
          "Too few members keep {} blobs whose bytes went from here, and they cannot be fetched now",
          lacking.size());
    }
    warned = lacking.size();
  }

  private void endGiven() {
    int ended = ENDED_AT_ONCE;
    while (ended == ENDED_AT_ONCE) {
      Instant now = clocks.ofGiven();
      boolean some = index.read(tables -> tables.promises().isAnyOver(now));
      ended =
          some
              ? index.write(Durability.RELAXED, tables -> tables.promises().end(now, ENDED_AT_ONCE))
              : 0;
    }
  }

  private void forgetOver() {
    Instant now = clocks.ofGiven();
    if (!now.isBefore(forgetting)) {
      forgetting = now.plus(FORGOTTEN_EVERY);
      int removed = ENDED_AT_ONCE;
      while (removed == ENDED_AT_ONCE) {
        removed =
            index.write(
                Durability.RELAXED,
                tables -> tables.reliances().removeOver(clocks.ofGot(), ENDED_AT_ONCE));
      }
    }
  }

  /** What a node promised that is no member any more counts for nothing. */
  private void forgetFormerMembers() {
    for (BucketRow bucket : index.read(Reliances::buckets)) {
      Set<NodeId> members = Set.copyOf(fellows.members(bucket.uid()));
      List<NodeId> gone =
          index.read(tables -> tables.reliances().promisers(bucket.id())).stream()
              .filter(node -> !members.contains(node))
              .toList();
      gone.forEach(node -> forget(bucket, node));
    }
  }

  private void forget(BucketRow bucket, NodeId node) {
    int forgotten = ENDED_AT_ONCE;
    while (forgotten == ENDED_AT_ONCE) {
      forgotten =
          index.write(
              Durability.RELAXED,
              tables -> tables.reliances().forgetSome(bucket.id(), node, ENDED_AT_ONCE));
    }
  }

  private static List<BucketRow> buckets(Tables tables) {
    return tables.reliances().buckets().stream()
        .flatMap(id -> tables.buckets().find(id).stream())
        .toList();
  }

  private List<Relied> due() {
    return index.read(tables -> tables.reliances().due(clocks.ofGot(), AT_ONCE));
  }

  private Map<BucketRow, List<BlobHash>> byBucket(List<Relied> due) {
    return index.read(
        tables -> {
          Map<BucketRow, List<BlobHash>> found = new LinkedHashMap<>();
          for (Relied relied : due) {
            tables
                .buckets()
                .find(relied.bucket())
                .ifPresent(
                    row -> found.computeIfAbsent(row, _ -> new ArrayList<>()).add(relied.hash()));
          }
          return found;
        });
  }

  private void renew(BucketRow bucket, List<BlobHash> blobs) {
    Set<BlobHash> over =
        index.read(
            tables ->
                blobs.stream()
                    .filter(blob -> isOver(tables, bucket, blob))
                    .collect(Collectors.toSet()));
    end(bucket, over);
    List<BlobHash> left = blobs.stream().filter(blob -> !over.contains(blob)).toList();
    Set<BlobHash> kept = promises.seek(bucket, left);
    for (BlobHash blob : left) {
      if (kept.contains(blob)) {
        look(bucket, blob, Optional.empty());
        lacking.remove(new Relied(bucket.id(), blob));
      } else {
        replace(bucket, blob);
      }
    }
  }

  /** Whether the bytes are back, or no record names them any more. */
  private static boolean isOver(Tables tables, BucketRow bucket, BlobHash blob) {
    return KeepDesk.holds(tables, bucket, blob) || !tables.uses().isNamed(bucket.id(), blob);
  }

  private void end(BucketRow bucket, Set<BlobHash> blobs) {
    if (!blobs.isEmpty()) {
      promises.release(bucket, blobs);
      index.write(
          Durability.RELAXED,
          tables -> {
            // Some may have gone again while the others were told.
            blobs.stream()
                .filter(blob -> isOver(tables, bucket, blob))
                .forEach(blob -> tables.reliances().end(new Relied(bucket.id(), blob)));
            return blobs;
          });
    }
  }

  /** Looks at a blob again when its promises are to be renewed, or after a while. */
  private void look(BucketRow bucket, BlobHash blob, Optional<Duration> after) {
    index.write(
        Durability.RELAXED,
        tables -> {
          Instant due =
              after.map(clocks.ofGot()::plus).orElseGet(() -> rule.due(tables, blob, bucket.id()));
          Relied relied = new Relied(bucket.id(), blob);
          if (tables.reliances().isRelied(relied)) {
            tables.reliances().rely(relied, due);
          }
          return due;
        });
  }

  /** As long as enough is promised for a time, there is time to ask again. */
  private void replace(BucketRow bucket, BlobHash blob) {
    Relied relied = new Relied(bucket.id(), blob);
    look(bucket, blob, Optional.of(AGAIN));
    if (rule.isEnough(index, blob, bucket.id())) {
      lacking.remove(relied);
      wanted.remove(relied);
      return;
    }
    if (wanted.size() < MOST_LACKING) {
      wanted.add(relied);
    }
  }

  /**
   * Fetches the bytes of what too few keep: apart from {@link #run}, so that no renewal waits for
   * bytes.
   */
  void fetch() {
    try (FewAtOnce fetches = new FewAtOnce(FETCHED_AT_ONCE)) {
      for (Relied relied : List.copyOf(wanted)) {
        Optional<BucketRow> bucket = index.read(tables -> tables.buckets().find(relied.bucket()));
        bucket.ifPresent(row -> fetches.submit(() -> fetch(row, relied)));
        if (bucket.isEmpty()) {
          wanted.remove(relied);
        }
      }
    }
  }

  private void fetch(BucketRow bucket, Relied relied) {
    BlobHash blob = relied.hash();
    try {
      long length = index.read(tables -> tables.blobs().find(blob).map(BlobRow::length).orElse(0L));
      boolean _ = fetching.fetch(Purpose.PROMISE, bucket.uid(), blob, length);
      end(bucket, Set.of(blob));
      lacking.remove(relied);
    } catch (S3Exception e) {
      if (lacking.size() < MOST_LACKING) {
        lacking.add(relied);
      }
      LOG.debug("Blob {} of bucket {} cannot be fetched now", blob, bucket.name(), e);
    } finally {
      wanted.remove(relied);
    }
  }

  /** Whether the bytes of a blob are here. */
  static boolean isHere(Tables tables, BlobHash blob) {
    return tables
        .blobs()
        .find(blob)
        .map(BlobRow::residency)
        .filter(where -> where == Residency.WHOLE || where == Residency.PARTIAL)
        .isPresent();
  }
}
