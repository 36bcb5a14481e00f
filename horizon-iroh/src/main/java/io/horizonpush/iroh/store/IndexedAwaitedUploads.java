package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.AwaitedUploadTable.AwaitedRow;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.store.AwaitedUploads;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What other members are to bring to origins, in the index. Thread-safe. */
final class IndexedAwaitedUploads implements AwaitedUploads {

  private final Index index;

  IndexedAwaitedUploads(Index index) {
    this.index = index;
  }

  /** Awaits a key that others changed, if a request for it means something else now. */
  static void note(
      Tables tables,
      BucketRow bucket,
      ObjectKey key,
      KeyVersions before,
      KeyVersions after,
      Instant now) {
    BucketOrigins origins = tables.settings().configurationToWrite(bucket.id()).origins();
    if (origins.destination().isPresent() && !OriginQueueing.meanTheSame(before, after, origins)) {
      tables.awaitedUploads().await(new AwaitedRow(bucket.id(), key, now, 0));
    }
  }

  @Override
  public List<BucketId> buckets() {
    return index.read(
        tables ->
            tables.awaitedUploads().buckets().stream()
                .flatMap(bucket -> tables.buckets().find(bucket).stream())
                .map(BucketRow::uid)
                .toList());
  }

  @Override
  public List<Awaited> before(BucketId bucket, Instant time, int limit) {
    return index.read(
        tables ->
            tables.buckets().find(bucket).stream()
                .flatMap(row -> tables.awaitedUploads().before(row.id(), time, limit).stream())
                .map(row -> new Awaited(bucket, row.key(), row.since(), row.looks()))
                .toList());
  }

  @Override
  public void done(Awaited awaited) {
    settle(awaited, Optional.empty());
  }

  @Override
  public void leave(Awaited awaited, Instant now) {
    settle(awaited, Optional.of(now));
  }

  private void settle(Awaited awaited, Optional<Instant> again) {
    index.write(
        Durability.RELAXED,
        tables -> {
          tables
              .buckets()
              .find(awaited.bucket())
              .ifPresent(bucket -> settle(tables, bucket, awaited, again));
          return true;
        });
  }

  private static void settle(
      Tables tables, BucketRow bucket, Awaited awaited, Optional<Instant> again) {
    AwaitedRow row = new AwaitedRow(bucket.id(), awaited.key(), awaited.since(), awaited.looks());
    tables
        .awaitedUploads()
        .settle(
            row,
            again.map(since -> new AwaitedRow(row.bucket(), row.key(), since, row.looks() + 1)));
  }
}
