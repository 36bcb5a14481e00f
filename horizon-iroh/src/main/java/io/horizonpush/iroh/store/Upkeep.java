package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.iroh.index.VersionTable.VersionRow;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The work on records that nobody waits for: counting the uses of many blobs a few at a time,
 * taking entries whose time has come, dropping losers that nobody decided about. Each step is a
 * transaction of its own. Thread-safe; blocks its (virtual) thread.
 */
public final class Upkeep {

  private static final int KEYS_AT_ONCE = 100;

  private final Index index;
  private final IndexedObjectStore objects;
  private final Buckets buckets;
  private final HeldBlobs held;
  private final UseCounter uses;
  private final LockClock locks;

  /** What it knows of blobs. */
  record Blobs(HeldBlobs held, UseCounter uses) {}

  Upkeep(Index index, IndexedObjectStore objects, Buckets buckets, Blobs blobs, LockClock locks) {
    this.index = index;
    this.objects = objects;
    this.buckets = buckets;
    this.held = blobs.held();
    this.uses = blobs.uses();
    this.locks = locks;
  }

  /** Does what is due now. */
  public void run() {
    uses.run();
    reviewConfirmations();
    while (objects.takeEarly()) {}
    unpark();
    locks.store();
  }

  /** Takes back what origins confirmed that their buckets have no more; no bytes go before that. */
  private void reviewConfirmations() {
    while (index.read(tables -> tables.origins().toReview()).isPresent()) {
      index.write(
          Durability.RELAXED,
          tables -> {
            tables.origins().toReview().ifPresent(bucket -> review(tables, bucket));
            return true;
          });
    }
  }

  private static void review(Tables tables, long bucket) {
    Set<OriginId> listed =
        tables.settings().configuration(bucket).origins().origins().stream()
            .map(ListedOrigin::id)
            .collect(Collectors.toSet());
    if (!tables.records().withdrawUnlisted(bucket, listed, KEYS_AT_ONCE)) {
      tables.origins().reviewed(bucket);
    }
  }

  private void unpark() {
    Instant now = index.wall().instant();
    while (index.read(tables -> tables.log().isParkedUntil(now))) {
      var back = index.write(Durability.RELAXED, tables -> tables.log().unpark(now, KEYS_AT_ONCE));
      back.forEach(row -> buckets.backlog().added(row.bucket(), 1));
    }
  }

  /** Drops the losers that nobody decided about in time, but for those that a lock keeps. */
  public void dropLapsedLosers() {
    Instant lapsed = index.wall().instant().minus(KeyVersions.LOSERS_KEPT);
    for (BucketRow bucket : index.read(tables -> tables.buckets().all())) {
      Optional<ObjectKey> last = Optional.empty();
      List<ObjectKey> keys = contested(bucket, lapsed, last);
      while (!keys.isEmpty()) {
        List<ObjectKey> some = keys;
        List<BlobHash> released =
            index.write(
                Durability.RELAXED, tables -> dropLosersBefore(tables, bucket, some, lapsed));
        held.forget(bucket.uid(), released);
        keys = contested(bucket, lapsed, Optional.of(some.getLast()));
      }
    }
  }

  private List<ObjectKey> contested(BucketRow bucket, Instant lapsed, Optional<ObjectKey> after) {
    return index.read(
        tables -> tables.scan().keysContestedBefore(bucket.id(), lapsed, after, KEYS_AT_ONCE));
  }

  private List<BlobHash> dropLosersBefore(
      Tables tables, BucketRow bucket, List<ObjectKey> keys, Instant lapsed) {
    List<BlobHash> released = new ArrayList<>();
    for (ObjectKey key : keys) {
      KeyRows before = tables.versions().of(bucket.id(), key);
      KeyVersions after = withoutLosersBefore(before, lapsed);
      tables.records().store(bucket.id(), key, before, News.of(after, Cause.LOCAL));
      released.addAll(KeyInTransaction.released(before.versions(), after));
    }
    return released;
  }

  private KeyVersions withoutLosersBefore(KeyRows rows, Instant lapsed) {
    Instant now = locks.now();
    return rows.versions()
        .without(
            version ->
                !version.attributes().isLockedAt(now)
                    && Optional.ofNullable(rows.rows().get(version.id()))
                        .flatMap(VersionRow::besideSince)
                        .filter(since -> since.isBefore(lapsed))
                        .isPresent());
  }
}
