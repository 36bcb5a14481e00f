package io.horizonpush.iroh.swarm;

import io.horizonpush.s3.model.ByteRange;
import java.util.ArrayList;
import java.util.List;

/** What somebody says to have of a blob. */
public sealed interface Holding {

  /** Nothing. */
  record Nothing() implements Holding {}

  /** All of it. */
  record Whole() implements Holding {}

  /**
   * Parts of it.
   *
   * @param ranges whole groups, in ascending order; the last may reach beyond the end
   */
  record Parts(List<ByteRange> ranges) implements Holding {
    public Parts {
      ranges = List.copyOf(ranges);
    }
  }

  /** What of some ranges, in ascending order, is there. */
  default List<ByteRange> of(List<ByteRange> wanted) {
    return switch (this) {
      case Nothing() -> List.of();
      case Whole() -> wanted;
      case Parts(List<ByteRange> ranges) -> common(wanted, ranges);
    };
  }

  private static List<ByteRange> common(List<ByteRange> some, List<ByteRange> others) {
    List<ByteRange> common = new ArrayList<>();
    for (ByteRange one : some) {
      for (ByteRange other : others) {
        long from = Math.max(one.offset(), other.offset());
        long to = Math.min(one.end(), other.end());
        if (from < to) {
          common.add(new ByteRange(from, to - from));
        }
      }
    }
    return common;
  }
}
