package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.ReadTable.LastRead;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.store.BlobStore.Eviction.Evicted;
import io.horizonpush.s3.store.BlobStore.Eviction.Kept;
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
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The eviction of bytes that other members promise to keep. What is here for a pin or a mirrored
 * bucket stays. Thread-safe; blocks its (virtual) thread.
 */
final class Evictor {

  private static final int AT_ONCE = 256;

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

  /** A blob that may be evicted, and the buckets in which others have to promise for it. */
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
      List<BucketRow> buckets =
          served.stream().flatMap(id -> tables.buckets().find(id).stream()).toList();
      if (!served.isEmpty()
          && buckets.size() == served.size()
          && Reliances.isHere(tables, blob)
          && !tables.uses().isPromised(blob)
          && !tables.uses().isUnfinished(blob)
          && !isPinned(tables, blob, served)) {
        long length = tables.blobs().find(blob).map(BlobRow::length).orElse(0L);
        found.put(blob, new Candidate(length, buckets));
      }
    }
    return found;
  }

  private static boolean isPinned(Tables tables, BlobHash blob, List<Long> buckets) {
    return buckets.stream().anyMatch(tables.mirrors()::has) || tables.pins().holds(blob);
  }

  /**
   * Evicts the blobs that were not read for the longest time, until that is enough.
   *
   * @param enough is asked between two steps
   */
  Outcome evictOldest(BooleanSupplier enough) {
    Outcome outcome = Outcome.NOTHING;
    Optional<BlobHash> after = Optional.empty();
    List<BlobHash> unread = unread(after);
    while (!unread.isEmpty() && !enough.getAsBoolean()) {
      outcome = outcome.plus(evict(unread));
      after = Optional.of(unread.getLast());
      unread = unread(after);
    }
    Optional<LastRead> last = Optional.empty();
    List<LastRead> oldest = oldest(last);
    while (!oldest.isEmpty() && !enough.getAsBoolean()) {
      outcome = outcome.plus(evict(oldest.stream().map(LastRead::hash).toList()));
      last = Optional.of(oldest.getLast());
      oldest = oldest(last);
    }
    return outcome;
  }

  private List<BlobHash> unread(Optional<BlobHash> after) {
    return index.read(tables -> tables.reads().unread(after, AT_ONCE));
  }

  private List<LastRead> oldest(Optional<LastRead> after) {
    return index.read(tables -> tables.reads().oldest(after, AT_ONCE));
  }
}
