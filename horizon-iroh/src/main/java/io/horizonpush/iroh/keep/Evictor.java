package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.cache.CacheQueues.Entry;
import io.horizonpush.iroh.cache.S3Fifo;
import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.content.Evictions;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.store.BlobStore.Eviction.Evicted;
import io.horizonpush.s3.store.BlobStore.Eviction.Kept;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The eviction of bytes that origins have confirmed to have or that other members promise to keep.
 * What is here for a pin or a mirrored bucket stays. Thread-safe; blocks its (virtual) thread.
 */
final class Evictor {

  private static final int AT_ONCE = 256;
  private static final long BYTES_AT_ONCE = 64 << 20;
  private static final int MOST_FORGOTTEN = 10_000;

  private final Index index;
  private final ContentStore content;
  private final Promises promises;
  private final PromiseRule rule;

  Evictor(Index index, ContentStore content, Promises promises, PromiseRule rule) {
    this.index = index;
    this.content = content;
    this.promises = promises;
    this.rule = rule;
  }

  /**
   * What was evicted.
   *
   * @param blobs whose bytes went
   * @param bytes of those
   * @param kept blobs that are here still
   */
  record Outcome(long blobs, long bytes, long kept) {

    static final Outcome NOTHING = new Outcome(0, 0, 0);

    Outcome plus(Outcome other) {
      return new Outcome(blobs + other.blobs, bytes + other.bytes, kept + other.kept);
    }
  }

  /**
   * A blob that may be evicted, and the buckets in which others have to promise for it: none where
   * origins have it.
   */
  private record Candidate(long length, List<BucketRow> buckets) {}

  /** Evicts those of some blobs that may go; what is not here is not counted. */
  Outcome evict(Collection<BlobHash> blobs) {
    Outcome outcome = Outcome.NOTHING;
    List<BlobHash> all = List.copyOf(new LinkedHashSet<>(blobs));
    for (int at = 0; at < all.size(); at += AT_ONCE) {
      outcome = outcome.plus(evictSome(all.subList(at, Math.min(at + AT_ONCE, all.size()))));
    }
    return outcome;
  }

  private Outcome evictSome(List<BlobHash> blobs) {
    Map<BlobHash, Candidate> candidates = index.read(tables -> candidates(tables, blobs));
    long here =
        index.read(tables -> blobs.stream().filter(blob -> Reliances.isHere(tables, blob)).count());
    Map<BucketRow, Set<BlobHash>> promised = new HashMap<>();
    byBucket(candidates)
        .forEach((bucket, some) -> promised.put(bucket, promises.seek(bucket, some)));
    Outcome outcome = Outcome.NOTHING;
    Set<BlobHash> gone = new HashSet<>();
    for (var each : candidates.entrySet()) {
      boolean enough =
          each.getValue().buckets().stream()
              .allMatch(bucket -> promised.getOrDefault(bucket, Set.of()).contains(each.getKey()));
      if (enough && evict(each.getKey())) {
        gone.add(each.getKey());
        outcome = outcome.plus(new Outcome(1, each.getValue().length(), 0));
      }
    }
    release(candidates, gone);
    return outcome.plus(new Outcome(0, 0, here - gone.size()));
  }

  private boolean evict(BlobHash blob) {
    return switch (content.evict(blob, rule)) {
      case Evicted() -> true;
      case Kept _ -> false;
    };
  }

  /** What stays here need not be kept for this node. */
  private void release(Map<BlobHash, Candidate> candidates, Set<BlobHash> gone) {
    Map<BlobHash, Candidate> stay = new LinkedHashMap<>(candidates);
    stay.keySet().removeAll(gone);
    byBucket(stay)
        .forEach(
            (bucket, blobs) -> {
              Set<BlobHash> here =
                  index.read(
                      tables ->
                          blobs.stream()
                              .filter(blob -> KeepDesk.holds(tables, bucket, blob))
                              .collect(Collectors.toSet()));
              promises.release(bucket, here);
            });
  }

  private static Map<BucketRow, List<BlobHash>> byBucket(Map<BlobHash, Candidate> candidates) {
    Map<BucketRow, List<BlobHash>> byBucket = new LinkedHashMap<>();
    candidates.forEach(
        (blob, candidate) ->
            candidate
                .buckets()
                .forEach(
                    bucket -> byBucket.computeIfAbsent(bucket, _ -> new ArrayList<>()).add(blob)));
    return byBucket;
  }

  private static Map<BlobHash, Candidate> candidates(Tables tables, List<BlobHash> blobs) {
    Map<BlobHash, Candidate> found = new LinkedHashMap<>();
    for (BlobHash blob : blobs) {
      List<Long> served = tables.reliances().served(blob);
      if (Reliances.isHere(tables, blob)
          && !tables.uses().isPromised(blob)
          && !tables.uses().isUnfinished(blob)
          && !isPinned(tables, blob, served)) {
        keepers(tables, blob, served)
            .map(buckets -> new Candidate(length(tables, blob), buckets))
            .ifPresent(candidate -> found.put(blob, candidate));
      }
    }
    return found;
  }

  private static long length(Tables tables, BlobHash blob) {
    return tables.blobs().find(blob).map(BlobRow::length).orElse(0L);
  }

  /** The buckets whose members have to promise; nothing where one has no others to ask. */
  private static Optional<List<BucketRow>> keepers(
      Tables tables, BlobHash blob, List<Long> served) {
    if (Evictions.isAtAnOrigin(tables, blob)) {
      return Optional.of(List.of());
    }
    List<BucketRow> buckets =
        served.stream().flatMap(id -> tables.buckets().find(id).stream()).toList();
    return Optional.of(buckets).filter(each -> !each.isEmpty() && each.size() == served.size());
  }

  private static boolean isPinned(Tables tables, BlobHash blob, List<Long> buckets) {
    return buckets.stream().anyMatch(tables.mirrors()::has) || tables.pins().holds(blob);
  }

  /**
   * Evicts blobs in the order of {@link S3Fifo}, a step at a time.
   *
   * @param bytes at which it is enough
   * @param enough whether it is enough already; asked between two steps
   */
  Outcome evictInTurn(long bytes, BooleanSupplier enough) {
    enqueueUnknown();
    Outcome outcome = Outcome.NOTHING;
    S3Fifo.Turn turn = index.read(tables -> new S3Fifo(tables.cached()).turn());
    List<BlobHash> next = next(turn, bytes);
    while (!next.isEmpty() && !enough.getAsBoolean()) {
      outcome = outcome.plus(evict(next));
      next = next(turn, bytes - outcome.bytes());
    }
    index.write(
        Durability.RELAXED,
        tables -> {
          tables.cached().forgetGhosts(MOST_FORGOTTEN);
          return turn;
        });
    return outcome;
  }

  private List<BlobHash> next(S3Fifo.Turn turn, long bytes) {
    return index.write(
        Durability.RELAXED,
        tables -> turn.next(tables.cached(), AT_ONCE, Math.min(bytes, BYTES_AT_ONCE)));
  }

  /** What a crash forgot, or was brought before anybody read it. */
  private void enqueueUnknown() {
    Optional<BlobHash> after = Optional.empty();
    List<BlobHash> unknown = unknown(after);
    while (!unknown.isEmpty()) {
      List<BlobHash> some = unknown;
      long minute = 0;
      index.write(
          Durability.RELAXED,
          tables -> {
            S3Fifo order = new S3Fifo(tables.cached());
            some.forEach(blob -> order.touch(blob, minute));
            return some;
          });
      after = Optional.of(unknown.getLast());
      unknown = unknown(after);
    }
  }

  private List<BlobHash> unknown(Optional<BlobHash> after) {
    return index.read(tables -> tables.cached().unknown(after, AT_ONCE));
  }

  /**
   * Evicts blobs that were not read since a time, the longest not read first, if origins have them.
   */
  Outcome evictIdle(Instant since) {
    long minute = TimeUnit.MILLISECONDS.toMinutes(since.toEpochMilli());
    Outcome outcome = Outcome.NOTHING;
    Optional<Entry> after = Optional.empty();
    List<Entry> idle = idle(minute, after);
    while (!idle.isEmpty()) {
      List<BlobHash> blobs = idle.stream().map(Entry::blob).toList();
      List<BlobHash> confirmed =
          index.read(
              tables ->
                  blobs.stream().filter(blob -> Evictions.isAtAnOrigin(tables, blob)).toList());
      outcome = outcome.plus(evict(confirmed));
      after = Optional.of(idle.getLast());
      idle = idle(minute, after);
    }
    return outcome;
  }

  private List<Entry> idle(long minute, Optional<Entry> after) {
    return index.read(tables -> tables.cached().unread(minute, after, AT_ONCE));
  }
}
