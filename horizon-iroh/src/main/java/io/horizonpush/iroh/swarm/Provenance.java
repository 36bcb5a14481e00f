package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.FetchTable.Standing;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Through which bucket the bytes of a blob came here: only who may read that one may have them.
 * Thread-safe; blocks its (virtual) thread.
 */
public final class Provenance {

  private final Index index;

  public Provenance(Index index) {
    this.index = index;
  }

  /** What is here of a blob, seen from a bucket that names it with a length. */
  Standing standing(BucketId bucket, BlobHash blob, long length) {
    return index.read(
        tables ->
            tables
                .buckets()
                .find(bucket)
                .map(row -> tables.fetches().standing(blob, length, row.id()))
                .orElse(Standing.ELSEWHERE));
  }

  /**
   * Begins to fetch a blob through a bucket, or goes on; tells whether what is here of it, if
   * anything is, came through this one.
   */
  boolean begin(BucketId bucket, BlobHash blob, long length) {
    return standing(bucket, blob, length) == Standing.PARTS
        || index.write(
            Durability.RELAXED,
            tables ->
                tables
                    .buckets()
                    .find(bucket)
                    .filter(row -> tables.fetches().begin(blob, length, row.id()))
                    .isPresent());
  }

  /** Notes that all of a blob came through a bucket. */
  void hold(BucketId bucket, BlobHash blob) {
    index.write(
        Durability.STRICT,
        tables -> {
          tables.buckets().find(bucket).ifPresent(row -> tables.uses().hold(row.id(), blob));
          return blob;
        });
  }

  /** The blob that was in the place of another in a bucket through which it came. */
  Optional<BlobHash> earlier(BucketId bucket, BlobHash blob) {
    return index
        .read(
            tables ->
                tables
                    .buckets()
                    .find(bucket)
                    .flatMap(row -> tables.earlier().find(row.id(), blob))
                    .map(Used::hash))
        .filter(earlier -> holds(bucket, earlier));
  }

  /** Whether all of a blob came through a bucket. */
  boolean holds(BucketId bucket, BlobHash blob) {
    return index.read(
        tables ->
            tables
                .buckets()
                .find(bucket)
                .filter(row -> tables.uses().isHeld(row.id(), blob))
                .isPresent());
  }

  /** Whether each of some blobs came, all or in part, through one of some buckets. */
  boolean came(List<BucketId> buckets, List<BlobHash> blobs) {
    return index.read(
        tables -> {
          List<Long> ids =
              buckets.stream()
                  .flatMap(bucket -> tables.buckets().find(bucket).stream())
                  .map(row -> row.id())
                  .toList();
          BiPredicate<Long, BlobHash> came = (bucket, blob) -> came(tables, bucket, blob);
          return blobs.stream()
              .allMatch(blob -> ids.stream().anyMatch(bucket -> came.test(bucket, blob)));
        });
  }

  /** The first of some buckets through which a blob came, all or in part. */
  Optional<BucketId> through(List<BucketId> buckets, BlobHash blob) {
    return index.read(
        tables ->
            buckets.stream()
                .filter(
                    bucket ->
                        tables
                            .buckets()
                            .find(bucket)
                            .filter(row -> came(tables, row.id(), blob))
                            .isPresent())
                .findFirst());
  }

  private static boolean came(Tables tables, long bucket, BlobHash blob) {
    return tables.uses().isHeld(bucket, blob) || tables.fetches().came(blob, bucket);
  }
}
