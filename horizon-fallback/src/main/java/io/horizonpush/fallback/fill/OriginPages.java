package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ListQuery;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an origin has of the keys of a bucket. Where a page of ours begins in the middle of what it
 * has, it is asked to begin there, too. A cloud that cannot is asked for the page that the listing
 * of before had come to, if that is remembered; what it tells before is passed over.
 *
 * <p>Confined to one thread.
 */
final class OriginPages extends ListedPages {

  /** Behind what it follows and all keys that begin with that. */
  private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

  private final KnownOrigin origin;
  private final ListQuery query;
  private final PageMarkers markers;
  private final String hidden;
  private final OriginListing listing;
  private final boolean mayBeLeftOut;
  private Optional<String> remembered;
  private boolean isLeftOut;

  /** Whether the page begins behind all keys with its prefix. */
  private final boolean isBehindAll;

  /**
   * @param mayBeLeftOut whether there is a listing without it, while it is down
   */
  OriginPages(KnownOrigin origin, ListQuery query, PageMarkers markers, boolean mayBeLeftOut) {
    this.mayBeLeftOut = mayBeLeftOut;
    this.origin = origin;
    this.query = query;
    this.markers = markers;
    this.hidden = origin.origin().description().place().prefix();
    OriginListing all = OriginListing.of(hidden + query.prefix()).limitedTo(limit(query));
    OriginListing folded = query.delimiter().isEmpty() ? all : all.upTo(query.delimiter());
    String behind = behind(query);
    boolean isInside = behind.startsWith(query.prefix()) && !query.after().isEmpty();
    this.listing = isInside ? folded.startingAfter(hidden + behind) : folded;
    this.isBehindAll = !isInside && ListedItem.ORDER.compare(behind, query.prefix()) > 0;
    this.remembered = listsBehindKeys() ? Optional.empty() : markers.find(place(query.after()));
  }

  private boolean listsBehindKeys() {
    return origin.origin().description().place().type().listsBehindKeys();
  }

  private PageMarkers.Place place(String after) {
    return new PageMarkers.Place(
        origin.origin().description().place().id(), query.prefix(), query.delimiter(), after);
  }

  /** Whether the rest of what it has is left out. */
  boolean isLeftOut() {
    return isLeftOut;
  }

  /** Remembers where to go on, for a listing that goes on behind a name. */
  void remember(String after) {
    if (!listsBehindKeys()) {
      position().or(() -> remembered).ifPresent(marker -> markers.put(place(after), marker));
    }
  }

  /** Where what comes before may have to be passed over, that is done in long steps. */
  private static int limit(ListQuery query) {
    return query.after().isEmpty()
        ? Math.min(query.limit() + 1, OriginListing.MAX_LIMIT)
        : OriginListing.MAX_LIMIT;
  }

  /** Behind what: a common prefix was told for all keys that begin with it. */
  private static String behind(ListQuery query) {
    return query.commonPrefix(query.after()).map(prefix -> prefix + LAST).orElse(query.after());
  }

  @Override
  Page read(Optional<String> marker) {
    if (isBehindAll) {
      return new Page(List.of(), Optional.empty());
    }
    OriginPage page;
    try {
      page = page(marker.or(() -> remembered));
    } catch (OriginException e) {
      isLeftOut = mayBeLeftOut && e.fault().mayBeStoodInFor();
      if (isLeftOut) {
        return new Page(List.of(), Optional.empty());
      }
      throw OriginErrors.of(origin.name(), e);
    }
    return Page.of(
        page.entries().stream().flatMap(this::object).toList(),
        page.prefixes().stream().flatMap(this::own).map(ListedItem.OfPrefix::new).toList(),
        page.next());
  }

  /** A marker that an origin knows no more is as good as none. */
  private OriginPage page(Optional<String> marker) {
    try {
      return origin.reader().list(marker.map(listing::behind).orElse(listing));
    } catch (OriginException e) {
      boolean isRefused = e.fault() instanceof OriginFault.Misconfigured;
      if (isRefused && remembered.isPresent() && marker.equals(remembered)) {
        remembered = Optional.empty();
        return origin.reader().list(listing);
      }
      throw e;
    }
  }

  /** What can be no key here, such as the folder that the origin's prefix names, is left out. */
  private Stream<ListedItem.OfObject> object(OriginPage.Entry entry) {
    return own(entry.key()).flatMap(key -> object(key, entry));
  }

  private static Stream<ListedItem.OfObject> object(String name, OriginPage.Entry entry) {
    try {
      ObjectKey key = new ObjectKey(name);
      return Stream.of(
          new ListedItem.OfObject(
              new ObjectSummary.OfObject(
                  key, entry.size(), OriginObject.etag(entry.tag()), entry.lastModified())));
    } catch (S3Exception e) {
      return Stream.empty();
    }
  }

  /** The name here; nothing of what does not begin as it was asked for. */
  private Stream<String> own(String there) {
    return there.startsWith(hidden + query.prefix())
        ? Stream.of(there.substring(hidden.length()))
        : Stream.empty();
  }
}
