package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.OriginId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where listings had come to at origins that cannot begin behind a key: in memory, and of no more
 * listings than there is room for. One that is not known is read from its beginning once more.
 *
 * <p>Thread-safe.
 */
final class PageMarkers {

  private static final int MOST = 10_000;

  /**
   * A place in a listing.
   *
   * @param after the key or common prefix that it goes on behind
   */
  record Place(OriginId origin, String prefix, String delimiter, String after) {}

  private final Map<Place, String> markers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, String> eldest) {
          return size() > MOST;
        }
      };

  /** The marker of the page at the origin that has what comes next. */
  synchronized Optional<String> find(Place place) {
    return Optional.ofNullable(markers.get(place));
  }

  synchronized void put(Place place, String marker) {
    markers.put(place, marker);
  }
}
