package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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

  Upkeep(
      Index index, IndexedObjectStore objects, Buckets buckets, HeldBlobs held, UseCounter uses) {
    this.index = index;
    this.objects = objects;
    this.buckets = buckets;
    this.held = held;
    this.uses = uses;
  }

  /** Does what is due now. */
  public void run() {
    uses.run();
    while (objects.takeEarly()) {}
    unpark();
  }

  private void unpark() {
    Instant now = index.wall().instant();
    while (index.read(tables -> tables.log().isParkedUntil(now))) {
      var back = index.write(Durability.RELAXED, tables -> tables.log().unpark(now, KEYS_AT_ONCE));
      back.forEach(row -> buckets.backlog().added(row.bucket(), 1));
    }
  }

  /** Drops the losers that nobody decided about in time. */
  public void dropLapsedLosers() {
    Instant lapsed = index.wall().instant().minus(KeyVersions.LOSERS_KEPT);
    for (BucketRow bucket : index.read(tables -> tables.buckets().all())) {
      boolean more = true;
      while (more) {
        List<BlobHash> released =
            index.write(Durability.RELAXED, tables -> dropLosersBefore(tables, bucket, lapsed));
        held.forget(bucket.uid(), released);
        more = index.read(tables -> !contested(tables, bucket, lapsed).isEmpty());
      }
    }
  }

  private static List<ObjectKey> contested(Tables tables, BucketRow bucket, Instant lapsed) {
    return tables.versions().keysContestedBefore(bucket.id(), lapsed, KEYS_AT_ONCE);
  }

  private static List<BlobHash> dropLosersBefore(Tables tables, BucketRow bucket, Instant lapsed) {
    List<BlobHash> released = new ArrayList<>();
    for (ObjectKey key : contested(tables, bucket, lapsed)) {
      KeyRows before = tables.versions().of(bucket.id(), key);
      KeyVersions after = before.withoutLosersBefore(lapsed);
      tables.records().store(bucket.id(), key, before, News.of(after, Cause.LOCAL));
      released.addAll(KeyInTransaction.released(before.versions(), after));
    }
    return released;
  }
}
