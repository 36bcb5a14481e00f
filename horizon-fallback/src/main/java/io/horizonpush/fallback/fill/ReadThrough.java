package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.fill.Revalidations.Outcome;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
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
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.Found;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.OriginVersions;
import io.horizonpush.s3.store.Reading;
import io.horizonpush.s3.store.Source;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.VersionListing;
import io.horizonpush.s3.store.VersionQuery;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The objects of this node as clients get them where buckets have origins: a key that is not known
 * here is asked for there, what is known is asked about as often as the bucket wants, and listings
 * have what both have. A bucket without origins costs one look.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
public final class ReadThrough implements ObjectStore {

  /** How often in a row somebody may write between a look and what is decided by it. */
  private static final int ROUNDS = 4;

  private final ObjectStore here;
  private final Function<BucketId, Bucket> buckets;
  private final Lookups lookups;
  private final Revalidations revalidations;
  private final MergedListings listings;
  private final MergedVersions versions;
  private final CacheCounts cache;

  ReadThrough(
      ObjectStore here,
      Function<BucketId, Bucket> buckets,
      Lookups lookups,
      Revalidations revalidations,
      MergedListings listings,
      CacheCounts cache) {
    this.cache = cache;
    this.here = here;
    this.buckets = buckets;
    this.lookups = lookups;
    this.revalidations = revalidations;
    this.listings = listings;
    this.versions = new MergedVersions(here, listings);
  }

  /** What is known of a key, and who says so. */
  private record Seen(Lookup lookup, Source source) {}

  private Seen look(Bucket bucket, ObjectKey key, Reading reading) {
    Lookup known = here.find(bucket, key);
    if (bucket.configuration().origins().isEmpty()) {
      return new Seen(known, Source.LOCAL);
    }
    return switch (known) {
      case Lookup.Unknown _ ->
          lookups
              .learn(bucket, key, reading)
              .map(source -> new Seen(here.find(bucket, key), source))
              .orElseGet(() -> new Seen(known, Source.LOCAL));
      case Lookup.Present(StoredVersion version) ->
          switch (revalidations.check(bucket, version)) {
            case Outcome.Current() -> new Seen(known, Source.LOCAL);
            case Outcome.Stale() -> new Seen(known, Source.STALE);
            case Outcome.Changed(Source source) -> new Seen(here.find(bucket, key), source);
            case Outcome.Gone() -> new Seen(Lookup.Unknown.INSTANCE, Source.LOCAL);
          };
      case Lookup.Deleted _, Lookup.Foreign _ -> new Seen(known, Source.LOCAL);
    };
  }

  @Override
  public Lookup find(Bucket bucket, ObjectKey key) {
    return look(bucket, key, Reading.SOME).lookup();
  }

  /**
   * What origins have is a null version here; one that has an id of its own is known here alone. Of
   * one that was only listed the rest is asked for.
   */
  @Override
  public Lookup find(Bucket bucket, ObjectKey key, VersionName version) {
    Lookup known = here.find(bucket, key, version);
    boolean mayBeThere =
        known instanceof Lookup.Unknown
            && version instanceof VersionName.Null
            && !bucket.configuration().origins().isEmpty()
            && here.find(bucket, key) instanceof Lookup.Unknown;
    boolean isListed = known.present().filter(OriginVersions::isListed).isPresent();
    if (!mayBeThere && !isListed) {
      return known;
    }
    Seen _ = look(bucket, key, Reading.SOME);
    return here.find(bucket, key, version);
  }

  @Override
  public Found read(Bucket bucket, ObjectKey key, Optional<VersionName> version, Reading reading) {
    if (version.isPresent()) {
      return new Found(find(bucket, key, version).require(key, version), Source.LOCAL);
    }
    Seen seen = look(bucket, key, reading);
    return new Found(seen.lookup().require(key), seen.source());
  }

  /** What depends on what is there has to know what is at the origins. */
  @Override
  public Optional<ObjectVersion> change(Change change) {
    Optional<ObjectVersion> made =
        GoneAtOrigin.matters(change) && hasOrigins(change.bucket())
            ? changeWhatIsThere(change)
            : here.change(change);
    Name name = new Name(change.bucket(), change.key());
    lookups.forget(name);
    revalidations.forget(name);
    return made;
  }

  private boolean hasOrigins(BucketId bucket) {
    return !buckets.apply(bucket).configuration().origins().isEmpty();
  }

  /** What is gone at its origin counts for nothing, if it is still that when it is decided. */
  private Optional<ObjectVersion> changeWhatIsThere(Change change) {
    Bucket bucket = buckets.apply(change.bucket());
    for (int round = 1; ; round++) {
      Optional<StoredVersion> gone = gone(bucket, change.key());
      if (gone.isEmpty()) {
        return here.change(change);
      }
      Optional<Change> then = GoneAtOrigin.change(change, gone.get());
      try {
        return then.flatMap(here::change);
      } catch (S3Exception e) {
        boolean isOther = e.code() == S3ErrorCode.PRECONDITION_FAILED;
        if (!isOther || round == ROUNDS) {
          throw e;
        }
      }
    }
  }

  /** The version that is known here and that its origin has no more; learns what is there. */
  private Optional<StoredVersion> gone(Bucket bucket, ObjectKey key) {
    Optional<StoredVersion> known = here.find(bucket, key).present();
    return look(bucket, key, Reading.SOME).lookup() instanceof Lookup.Unknown
        ? known
        : Optional.empty();
  }

  @Override
  public void foresee(Bucket bucket, ObjectKey key, WriteConditions conditions) {
    boolean isGone =
        !conditions.isEmpty()
            && !bucket.configuration().origins().isEmpty()
            && gone(bucket, key).isPresent();
    if (isGone) {
      conditions.check(Optional.empty());
    } else {
      here.foresee(bucket, key, conditions);
    }
  }

  @Override
  public ObjectListing list(Bucket bucket, ListQuery query) {
    return bucket.configuration().origins().isEmpty()
        ? here.list(bucket, query)
        : listings.list(bucket, query);
  }

  @Override
  public VersionListing listVersions(Bucket bucket, VersionQuery query) {
    return bucket.configuration().origins().isEmpty()
        ? here.listVersions(bucket, query)
        : versions.list(bucket, query);
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
    List<Content> contents = here.open(bucket, object, range);
    if (!bucket.configuration().origins().isEmpty()) {
      Source first = contents.isEmpty() ? Source.LOCAL : contents.getFirst().source();
      cache.count(bucket, object, range.length(), first);
    }
    return contents;
  }
}
