package io.horizonpush.iroh.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.ByteRange;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which groups of which records were compared with their hash since this process began. What is
 * known is bounded; forgotten groups are compared again. Thread-safe.
 */
final class VerifiedGroups {

  /** What is compared at once, and the smallest that is. */
  static final long GROUP = 16 << 10;

  /** A bit for each group of a terabyte, in words. */
  private static final long MOST_WORDS = 1 << 20;

  private final Cache<Place, AtomicLongArray> verified =
      Caffeine.newBuilder()
          .maximumWeight(MOST_WORDS)
          .weigher((Place place, AtomicLongArray words) -> words.length() + 8)
          .executor(Runnable::run)
          .build();

  /** Whether every group that a range touches was compared. */
  boolean covers(Place place, ByteRange range) {
    AtomicLongArray words = verified.getIfPresent(place);
    if (words == null) {
      return range.length() == 0;
    }
    for (long group = first(range); group < end(range); group++) {
      if ((words.get((int) (group >> 6)) & (1L << group)) == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Notes that every group that a range touches was compared.
   *
   * @param length of the blob in bytes
   */
  void add(Place place, long length, ByteRange range) {
    AtomicLongArray words =
        verified.get(
            place, each -> new AtomicLongArray((int) Math.ceilDiv(length, GROUP * 64) + 1));
    for (long group = first(range); group < end(range); group++) {
      long bit = 1L << group;
      words.getAndUpdate((int) (group >> 6), word -> word | bit);
    }
  }

  private static long first(ByteRange range) {
    return range.offset() / GROUP;
  }

  private static long end(ByteRange range) {
    return Math.ceilDiv(range.end(), GROUP);
  }
}
