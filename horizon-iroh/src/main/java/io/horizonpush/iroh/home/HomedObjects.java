package io.horizonpush.iroh.home;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.LocalState;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.ChangeDecider;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.VersionListing;
import io.horizonpush.s3.store.VersionQuery;
import java.util.List;
import java.util.Optional;

/**
 * The objects of this node as clients get them: changes of a bucket are decided by whom the bucket
 * says, and reads wait for what was decided, where it says that. Thread-safe; blocks its (virtual)
 * thread.
 */
final class HomedObjects implements ObjectStore {

  private final ObjectStore here;
  private final Homes homes;
  private final ChangeDecider byHome;
  private final FreshReads reads;

  HomedObjects(ObjectStore here, Homes homes, ChangeDecider byHome, FreshReads reads) {
    this.here = here;
    this.homes = homes;
    this.byHome = byHome;
    this.reads = reads;
  }

  /** Who decides about a change. */
  private ChangeDecider decider(Change change) {
    boolean local = change.draft() instanceof Draft.OfOrigin || !homes.decide(change.bucket());
    return local ? here::change : byHome;
  }

  @Override
  public Optional<ObjectVersion> change(Change change) {
    return decider(change).decide(change);
  }

  private ObjectStore fresh(Bucket bucket) {
    if (bucket.shared().isPresent() && bucket.configuration().deciding().readsAtHome()) {
      reads.await(bucket.id());
    }
    return here;
  }

  @Override
  public void foresee(Bucket bucket, ObjectKey key, WriteConditions conditions) {
    // What is here may be behind: it would refuse what the home would not.
    if (Homes.decide(bucket)) {
      reads.await(bucket.id());
    }
    here.foresee(bucket, key, conditions);
  }

  @Override
  public Lookup find(Bucket bucket, ObjectKey key) {
    return fresh(bucket).find(bucket, key);
  }

  @Override
  public Lookup find(Bucket bucket, ObjectKey key, VersionName version) {
    return fresh(bucket).find(bucket, key, version);
  }

  @Override
  public ObjectListing list(Bucket bucket, ListQuery query) {
    return fresh(bucket).list(bucket, query);
  }

  @Override
  public VersionListing listVersions(Bucket bucket, VersionQuery query) {
    return fresh(bucket).listVersions(bucket, query);
  }

  @Override
  public List<Arrival> merge(BucketId bucket, List<Arrival> arrivals) {
    return here.merge(bucket, arrivals);
  }

  @Override
  public Optional<LocalState> local(Bucket bucket, ObjectKey key, VersionId version) {
    return here.local(bucket, key, version);
  }

  @Override
  public StagedBody stage(Bucket bucket, ContentReader content) {
    return here.stage(bucket, content);
  }

  @Override
  public Optional<StagedBody> stageCopy(Bucket bucket, StoredVersion source) {
    return here.stageCopy(bucket, source);
  }

  @Override
  public List<Content> open(Bucket bucket, StoredVersion object, ByteRange range) {
    return here.open(bucket, object, range);
  }
}
