package io.horizonpush.fallback.fill;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fetches of one {@link Fill}: those at work, and the last one that failed. Not thread-safe:
 * whoever asks holds the lock of the fill.
 */
final class Fetches {

  /** A reader so far ahead of a fetch begins another. */
  private static final long SOON = 8 * Fill.BLOCK;

  private final List<Fetch> atWork = new ArrayList<>();
  private Optional<Fetch> lastFailed = Optional.empty();

  void add(Fetch fetch) {
    atWork.add(fetch);
  }

  void remove(Fetch fetch) {
    atWork.remove(fetch);
  }

  boolean isEmpty() {
    return atWork.isEmpty();
  }

  /** Whether one brings the bytes at a place, and soon. */
  boolean cover(long place) {
    return atWork.stream().anyMatch(fetch -> fetch.covers(place, SOON));
  }

  /** Bytes at a place that came a moment ago. */
  Optional<ByteBuffer> look(long place) {
    return atWork.stream().flatMap(fetch -> fetch.look(place).stream()).findFirst();
  }

  /** Has those bring no more that are not nearly done. */
  void cancelLong() {
    atWork.stream().filter(fetch -> fetch.left() > Fill.BLOCK).forEach(Fetch::cancel);
  }

  /** Hears that one brings nothing any more. It is at work until it is removed. */
  void ended(Fetch fetch) {
    fetch.end();
    if (fetch.failure().isPresent()) {
      lastFailed = Optional.of(fetch);
    }
  }

  /** Why the bytes at a place did not come, if that was behind a moment. */
  Optional<Fetch.Failure> failure(long place, long since) {
    return lastFailed
        .filter(fetch -> fetch.contains(place))
        .flatMap(Fetch::failure)
        .filter(failure -> failure.at() - since > 0);
  }
}
