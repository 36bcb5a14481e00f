package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pages of what is known here and what origins have, merged by key. What is known here wins, and
 * what was deleted here is not shown. A page goes on behind a key, and every source is asked to
 * begin there: so its place says nothing that only one of them knows, and stays good whatever
 * happens in between. Where a cloud cannot, this node remembers where it had come to there.
 *
 * <p>Without one of the origins there is no listing, unless the bucket wants one that says so: one
 * that is short lets programs delete what they do not see. Thread-safe; blocks its (virtual)
 * thread.
 */
final class MergedListings {

  private final Records here;
  private final KnownOrigins origins;
  private final Sightings sightings;
  private final PageMarkers markers = new PageMarkers();

  MergedListings(Records here, KnownOrigins origins, Sightings sightings) {
    this.here = here;
    this.origins = origins;
    this.sightings = sightings;
  }

  /**
   * A page.
   *
   * @throws S3Exception {@code ServiceUnavailable} when an origin cannot be asked
   */
  ObjectListing list(Bucket bucket, ListQuery query) {
    BucketOrigins set = bucket.configuration().origins();
    boolean mayBePartial = set.listingWhenDown() == BucketOrigins.ListingWhenDown.PARTIAL;
    List<OriginPages> there = new ArrayList<>();
    for (ListedOrigin origin : set.origins()) {
      there.add(new OriginPages(known(bucket, origin), query, markers, mayBePartial));
    }
    List<ListedPages> sources = new ArrayList<>();
    sources.add(new LocalPages(here, bucket, query));
    sources.addAll(there);
    ObjectListing page = new Merge(bucket, query, sources).run();
    page.next().ifPresent(next -> there.forEach(origin -> origin.remember(next)));
    return there.stream().anyMatch(OriginPages::isLeftOut) ? page.inPart() : page;
  }

  private KnownOrigin known(Bucket bucket, ListedOrigin listed) {
    try {
      return origins.find(bucket.id(), listed.id()).orElseThrow(OriginErrors::noAccess);
    } catch (OriginException e) {
      throw OriginErrors.of(listed.bucket(), e);
    }
  }

  /** One page while it is made. Confined to one thread. */
  private final class Merge {

    private final Bucket bucket;
    private final ListQuery query;
    private final List<ListedPages> sources;
    private final DeletedKeys deleted;
    private final List<ObjectSummary.OfObject> objects = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();

    /**
     * @param sources what is known here before what origins have
     */
    Merge(Bucket bucket, ListQuery query, List<ListedPages> sources) {
      this.bucket = bucket;
      this.query = query;
      this.sources = sources;
      this.deleted = new DeletedKeys(here, bucket, query);
    }

    ObjectListing run() {
      Optional<String> rolledUp = query.commonPrefix(query.after());
      String last = query.after();
      Optional<String> end = Optional.empty();
      while (end.isEmpty()) {
        Optional<ListedPages> first = first(last);
        if (first.isEmpty()) {
          break;
        }
        ListedItem item = first.get().peek().orElseThrow();
        boolean isTold = rolledUp.filter(item.name()::startsWith).isPresent();
        if (!isTold && isShown(item, first.get() == sources.getFirst())) {
          if (objects.size() + prefixes.size() == query.limit()) {
            end = Optional.of(lastShown());
          } else {
            add(item);
          }
        }
        last = item.name();
      }
      return new ObjectListing(objects, List.of(), prefixes, end);
    }

    /** The source with the next entry behind a name, the first of those that have the same. */
    private Optional<ListedPages> first(String behind) {
      Optional<ListedPages> first = Optional.empty();
      for (ListedPages source : sources) {
        if (!behind.isEmpty()) {
          source.skipTo(behind);
        }
        Optional<String> name = source.peek().map(ListedItem::name);
        Optional<String> least = first.flatMap(ListedPages::peek).map(ListedItem::name);
        boolean isLess =
            name.isPresent()
                && (least.isEmpty() || ListedItem.ORDER.compare(name.get(), least.get()) < 0);
        if (isLess) {
          first = Optional.of(source);
        }
      }
      return first;
    }

    /** A prefix is shown if anybody has a key that begins with it. */
    private boolean isShown(ListedItem item, boolean isLocal) {
      return switch (item) {
        case ListedItem.OfPrefix _ -> true;
        case ListedItem.OfObject(ObjectSummary.OfObject object) ->
            isLocal
                ? !sightings.isGone(new Name(bucket.id(), object.key())) || isAtOrigin(item)
                : !deleted.contains(object.key().value());
      };
    }

    private boolean isAtOrigin(ListedItem item) {
      return sources.stream()
          .skip(1)
          .flatMap(source -> source.peek().stream())
          .anyMatch(other -> other.name().equals(item.name()));
    }

    private void add(ListedItem item) {
      switch (item) {
        case ListedItem.OfPrefix(String name) -> prefixes.add(name);
        case ListedItem.OfObject(ObjectSummary.OfObject object) -> objects.add(object);
      }
    }

    private String lastShown() {
      String key = objects.isEmpty() ? "" : objects.getLast().key().value();
      String prefix = prefixes.isEmpty() ? "" : prefixes.getLast();
      return ListedItem.ORDER.compare(key, prefix) > 0 ? key : prefix;
    }
  }
}
