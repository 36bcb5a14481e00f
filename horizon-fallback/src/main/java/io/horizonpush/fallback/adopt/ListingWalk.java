package io.horizonpush.fallback.adopt;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginPage;
import java.util.Optional;

/**
 * The way through all that an origin has, which another process can go on with: behind a key, or
 * where the origin lists by its own markers alone, at one of them. Confined to one thread.
 */
final class ListingWalk {

  private final KnownOrigin origin;
  private final OriginListing all;
  private final boolean byKeys;
  private Optional<String> place;
  private Optional<String> marker;
  private boolean isOver;

  /**
   * @param place where to go on, as {@link #place} told it; nothing for the beginning
   */
  ListingWalk(KnownOrigin origin, Optional<String> place) {
    this.origin = origin;
    this.place = place;
    this.byKeys = origin.origin().description().place().type().listsBehindKeys();
    OriginListing listing = OriginListing.of(origin.origin().description().place().prefix());
    this.all = byKeys ? place.map(listing::startingAfter).orElse(listing) : listing;
    this.marker = byKeys ? Optional.empty() : place;
  }

  /** Whether there is nothing more. */
  boolean isOver() {
    return isOver;
  }

  /** Where to go on behind the pages that were passed. */
  Optional<String> place() {
    return place;
  }

  /**
   * The next page. It is the same until it is passed.
   *
   * @throws OriginException whatever it fails with
   */
  OriginPage read() {
    try {
      return origin.reader().list(marker.map(all::behind).orElse(all));
    } catch (OriginException e) {
      if (e.fault() instanceof OriginFault.Misconfigured && marker.isPresent()) {
        marker = Optional.empty(); // The origin knows it no more: what is known is passed over.
        return origin.reader().list(all);
      }
      throw e;
    }
  }

  /**
   * Goes on behind a page.
   *
   * @throws OriginException broken, if that would lead to no end
   */
  void pass(OriginPage page) {
    if (page.next().isPresent() && page.next().equals(marker)) {
      throw OriginException.broken("a listing of the origin does not come to an end");
    }
    isOver = page.next().isEmpty();
    marker = page.next();
    if (!byKeys) {
      place = marker.or(() -> place);
    } else if (!page.entries().isEmpty()) {
      place = Optional.of(page.entries().getLast().key());
    }
  }
}
