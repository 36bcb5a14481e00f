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

  /** The groups of a page: a word for each 64. */
  private static final int PAGE = 4096;

  /** A bit for each group of a terabyte, in words. */
  private static final long MOST_WORDS = 1 << 20;

  private final Cache<Page, AtomicLongArray> verified =
      Caffeine.newBuilder()
          .maximumWeight(MOST_WORDS)
          .weigher((Page page, AtomicLongArray words) -> words.length() + 8)
          .executor(Runnable::run)
          .build();

  /** So many groups of a record, which take memory once one of them was compared. */
  private record Page(Place place, long number) {}

  /** Whether every group that a range touches was compared. */
  boolean covers(Place place, ByteRange range) {
    long group = first(range);
    while (group < end(range)) {
      AtomicLongArray words = verified.getIfPresent(new Page(place, group / PAGE));
      if (words == null) {
        return false;
      }
      long behind = Math.min(end(range), (group / PAGE + 1) * PAGE);
      for (; group < behind; group++) {
        if ((words.get(word(group)) & (1L << group)) == 0) {
          return false;
        }
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
    long group = first(range);
    while (group < end(range)) {
      AtomicLongArray words = words(place, length, group / PAGE);
      long behind = Math.min(end(range), (group / PAGE + 1) * PAGE);
      for (; group < behind; group++) {
        long bit = 1L << group;
        words.getAndUpdate(word(group), word -> word | bit);
      }
    }
  }

  private AtomicLongArray words(Place place, long length, long page) {
    long groups = Math.min(PAGE, Math.ceilDiv(length, GROUP) - page * PAGE);
    return verified.get(
        new Page(place, page), _ -> new AtomicLongArray((int) Math.ceilDiv(groups, 64L)));
  }

  private static int word(long group) {
    return (int) (group % PAGE / 64);
  }

  private static long first(ByteRange range) {
    return range.offset() / GROUP;
  }

  private static long end(ByteRange range) {
    return Math.ceilDiv(range.end(), GROUP);
  }
}
