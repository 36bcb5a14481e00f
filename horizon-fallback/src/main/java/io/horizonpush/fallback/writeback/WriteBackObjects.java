package io.horizonpush.fallback.writeback;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketOrigins.Writes;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.LocalState;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.OriginJournal;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.VersionListing;
import io.horizonpush.s3.store.VersionQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The objects of this node as clients write them where their buckets stand before origins: more
 * bytes are refused while too many wait for their upload, and a bucket that writes through answers
 * once the origin has what was written. Thread-safe; blocks its (virtual) thread.
 */
public final class WriteBackObjects implements ObjectStore {

  private final ObjectStore objects;
  private final WriteBack writeBack;
  private final WriteBack.Ground ground;
  private final Limits limits;

  /**
   * How far writes may be ahead of origins.
   *
   * @param waiting the most bytes that may wait for their upload before more are refused
   * @param patience how long a write waits for the origin of a bucket that writes through
   * @param takeover how long what another member wrote is left to it
   */
  public record Limits(long waiting, Duration patience, Duration takeover) {}

  /**
   * @param objects as they are written
   */
  public WriteBackObjects(
      ObjectStore objects, WriteBack writeBack, WriteBack.Ground ground, Limits limits) {
    this.objects = objects;
    this.writeBack = writeBack;
    this.ground = ground;
    this.limits = limits;
  }

  @Override
  public StagedBody stage(Bucket bucket, ContentReader content) {
    if (goesOn(bucket)) {
      requireRoom(); // Else a long body would come all the way for nothing.
    }
    return objects.stage(bucket, content);
  }

  @Override
  public Optional<ObjectVersion> change(Change change) {
    if (change.draft() instanceof Draft.OfOrigin) {
      return objects.change(change);
    }
    Bucket bucket = ground.buckets().apply(change.bucket());
    if (!goesOn(bucket)) {
      return objects.change(change);
    }
    if (change.draft() instanceof Draft.Write || change.draft() instanceof Draft.Complete) {
      requireRoom();
    }
    Optional<ObjectVersion> made = objects.change(change);
    writeBack.wake();
    if (bucket.configuration().origins().writes() == Writes.WRITE_THROUGH) {
      made.ifPresent(version -> awaitOrigin(bucket, version.key()));
    }
    return made;
  }

  private static boolean goesOn(Bucket bucket) {
    return bucket.configuration().origins().destination().isPresent();
  }

  private void requireRoom() {
    if (journal().size() >= limits.waiting()) {
      throw new S3Exception(
          S3ErrorCode.SLOW_DOWN,
          "Too many bytes wait for their upload to the bucket's origin; nothing of them is lost. Please reduce your request rate.");
    }
  }

  /**
   * Of whatever the change means for the key there: a removal may bring an earlier version back.
   */
  private void awaitOrigin(Bucket bucket, ObjectKey key) {
    List<Long> tasks = journal().of(bucket.id(), key);
    boolean there =
        tasks.isEmpty()
            || writeBack
                .settled()
                .await(limits.patience(), () -> tasks.stream().noneMatch(journal()::isQueued));
    if (!there) {
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE,
          "The change is made here, and the bucket's origin did not take it in time. It goes there as soon as it can; please try again.");
    }
  }

  private OriginJournal journal() {
    return ground.journal();
  }

  @Override
  public void foresee(Bucket bucket, ObjectKey key, WriteConditions conditions) {
    objects.foresee(bucket, key, conditions);
  }

  @Override
  public Lookup find(Bucket bucket, ObjectKey key) {
    return objects.find(bucket, key);
  }

  @Override
  public Lookup find(Bucket bucket, ObjectKey key, VersionName version) {
    return objects.find(bucket, key, version);
  }

  @Override
  public ObjectListing list(Bucket bucket, ListQuery query) {
    return objects.list(bucket, query);
  }

  @Override
  public VersionListing listVersions(Bucket bucket, VersionQuery query) {
    return objects.listVersions(bucket, query);
  }

  @Override
  public List<Arrival> merge(BucketId bucket, List<Arrival> arrivals) {
    return objects.merge(bucket, arrivals);
  }

  @Override
  public Optional<LocalState> local(Bucket bucket, ObjectKey key, VersionId version) {
    return objects.local(bucket, key, version);
  }

  @Override
  public Optional<StagedBody> stageCopy(Bucket bucket, StoredVersion source) {
    return objects.stageCopy(bucket, source);
  }

  @Override
  public List<Content> open(Bucket bucket, StoredVersion object, ByteRange range) {
    return objects.open(bucket, object, range);
  }
}
