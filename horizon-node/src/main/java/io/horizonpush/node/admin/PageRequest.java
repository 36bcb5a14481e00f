package io.horizonpush.node.admin;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which part of a long list is asked for.
 *
 * @param limit how many entries at most
 * @param after what the page before named as {@code next}; nothing for the first page. It names a
 *     place in the order of the list, at which nothing need be any more, so that what comes and
 *     goes meanwhile neither repeats nor hides anything else
 */
public record PageRequest(int limit, Optional<String> after) {

  /** The most entries of a page, and as many as there are if nobody says how many. */
  public static final int MOST = 1000;

  /** The first entries of a list. */
  public static final PageRequest FIRST = new PageRequest(MOST, Optional.empty());

  /** Throws IllegalArgumentException in words for whoever asks. */
  public PageRequest {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit must be a number from 1 to " + MOST);
    }
  }

  /**
   * A page of a list.
   *
   * @param next where the one behind it begins; nothing if this is the last
   */
  public record Page<T>(List<T> entries, Optional<String> next) {
    public Page {
      entries = List.copyOf(entries);
    }

    /** The same page of what is told of each entry. */
    public <R> Page<R> map(Function<? super T, R> told) {
      return new Page<>(entries.stream().map(told).toList(), next);
    }
  }

  /** How many entries are to be looked for: one more tells whether there is another page. */
  public int wanted() {
    return limit + 1;
  }

  /**
   * The page of what was found.
   *
   * @param found as many as {@link #wanted}, or all there are
   * @param place names the place of an entry
   */
  public <T> Page<T> of(List<T> found, Function<T, String> place) {
    return found.size() <= limit
        ? new Page<>(found, Optional.empty())
        : new Page<>(found.subList(0, limit), Optional.of(place.apply(found.get(limit - 1))));
  }

  /** The place that the page begins behind. */
  public <T> Optional<T> after(Function<String, Optional<T>> parser) {
    return after.map(
        text ->
            parser
                .apply(text)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "after must be what the page before named as next")));
  }
}
