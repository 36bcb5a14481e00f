package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.ContentsReader;
import io.horizonpush.s3.store.OriginJournal.Task;
import io.horizonpush.s3.store.StagedBody;
import java.util.List;
import java.util.Optional;

/**
 * Bytes that are at an origin alone, brought here before a task overwrites or deletes them there:
 * of a version that stays in its bucket. Stateless; blocks its (virtual) thread.
 */
final class Rescue {

  private Rescue() {}

  /**
   * Brings them.
   *
   * @throws io.horizonpush.fallback.origin.OriginException when the origin does not say what it has
   * @throws io.horizonpush.s3.model.S3Exception when they cannot be had, or kept
   */
  static void run(WriteBack.Ground ground, Origin origin, Task task) {
    List<StoredVersion> all = ground.journal().onlyThere(task);
    if (all.isEmpty()) {
      return;
    }
    Optional<OriginObject> there = origin.find(task.originKey());
    for (StoredVersion version : all) {
      if (there.filter(each -> isOf(version, each)).isPresent()) {
        bring(ground, ground.buckets().apply(task.bucket()), version);
      }
    }
  }

  private static boolean isOf(StoredVersion version, OriginObject there) {
    return version.body() instanceof ObjectBody.Remote remote && remote.tag().equals(there.tag());
  }

  private static void bring(WriteBack.Ground ground, Bucket bucket, StoredVersion version) {
    ByteRange all = ByteRange.all(version.size());
    try (ContentsReader reader = new ContentsReader(ground.objects().open(bucket, version, all));
        StagedBody staged = ground.objects().stage(bucket, reader)) {
      Draft fill = new Draft.Fill(version.id(), staged.body());
      boolean _ =
          ground
              .objects()
              .change(new Change(bucket.id(), version.key(), new Expectation.Anything(), fill))
              .isPresent();
    }
  }
}
