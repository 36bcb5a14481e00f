package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.LentOrigins;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.PinnedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What this node reads at origins for members: objects as its own clients read them, so that all
 * share one fetch and what comes is kept. Thread-safe; blocks its (virtual) thread.
 */
final class LentReads implements LentOrigins {

  private final KnownOrigins own;
  private final Function<BucketId, Bucket> buckets;
  private final Supplier<ObjectStore> objects;
  private final OriginCopies copies;
  private final PageMarkers markers = new PageMarkers();

  /**
   * @param own origins that this node uses itself
   * @param objects as clients get them
   */
  LentReads(KnownOrigins own, Function<BucketId, Bucket> buckets, Supplier<ObjectStore> objects) {
    this.own = own;
    this.buckets = buckets;
    this.objects = objects;
    this.copies = new OriginCopies(objects);
  }

  @Override
  public List<OriginId> of(BucketId bucket) {
    return buckets.apply(bucket).configuration().origins().origins().stream()
        .map(ListedOrigin::id)
        .filter(origin -> isUsed(bucket, origin))
        .toList();
  }

  private boolean isUsed(BucketId bucket, OriginId origin) {
    try {
      return own.find(bucket, origin).isPresent();
    } catch (OriginException e) {
      return false;
    }
  }

  @Override
  public Optional<StoredVersion> find(BucketId bucket, OriginId origin, ObjectKey key) {
    KnownOrigin known = require(bucket, origin);
    try {
      OriginObject object =
          known.reader().describe(known.origin().description().place().keyOf(key.value()));
      return Optional.of(object.told(origin, key));
    } catch (OriginException e) {
      if (e.fault() instanceof OriginFault.Missing
          || e.fault() instanceof OriginFault.Unsupported) {
        return Optional.empty();
      }
      throw OriginErrors.of(known.name(), e);
    }
  }

  private KnownOrigin require(BucketId bucket, OriginId origin) {
    boolean isListed = buckets.apply(bucket).configuration().origins().find(origin).isPresent();
    try {
      return (isListed ? own.find(bucket, origin) : Optional.<KnownOrigin>empty())
          .orElseThrow(OriginErrors::noAccess);
    } catch (OriginException e) {
      throw OriginErrors.of(origin.toString(), e);
    }
  }

  @Override
  public ObjectListing list(BucketId bucket, OriginId origin, ListQuery query) {
    OriginPages pages = new OriginPages(require(bucket, origin), query, markers, false);
    Optional<String> told = query.commonPrefix(query.after());
    List<ObjectSummary.OfObject> shown = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    String last = query.after();
    while (true) {
      if (!last.isEmpty()) {
        pages.skipTo(last);
      }
      Optional<ListedItem> next = pages.peek();
      if (next.isEmpty()) {
        return new ObjectListing(shown, List.of(), prefixes, Optional.empty());
      }
      boolean isTold = told.filter(next.get().name()::startsWith).isPresent();
      if (!isTold && shown.size() + prefixes.size() == query.limit()) {
        pages.remember(last);
        return new ObjectListing(shown, List.of(), prefixes, Optional.of(last));
      }
      if (!isTold) {
        switch (next.get()) {
          case ListedItem.OfPrefix(String name) -> prefixes.add(name);
          case ListedItem.OfObject(ObjectSummary.OfObject object) -> shown.add(object);
        }
      }
      last = next.get().name();
    }
  }

  @Override
  public Optional<Opened> open(PinnedObject object, Optional<ByteRange> range) {
    KnownOrigin _ = require(object.bucket(), object.origin());
    Bucket bucket = buckets.apply(object.bucket());
    Optional<StoredVersion> version =
        objects
            .get()
            .find(bucket, object.key())
            .present()
            .filter(each -> isThere(bucket, each, object));
    if (version.isEmpty()) {
      return Optional.empty();
    }
    long size = version.get().size();
    ByteRange asked = range.orElseGet(() -> ByteRange.all(size));
    if (asked.end() > size) {
      throw S3Exception.noSuchKey(object.key());
    }
    return Optional.of(new Opened(size, objects.get().open(bucket, version.get(), asked)));
  }

  private boolean isThere(Bucket bucket, StoredVersion version, PinnedObject object) {
    return copies
        .of(bucket, version)
        .filter(copy -> copy.origin().equals(object.origin()) && copy.has(object.tag()))
        .isPresent();
  }
}
