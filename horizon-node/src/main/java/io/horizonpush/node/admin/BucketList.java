package io.horizonpush.node.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Buckets of a node, by name.
 *
 * @param countedAt when it was counted what they hold
 * @param next where the next page begins; nothing if this is the last
 */
public record BucketList(Instant countedAt, List<Entry> buckets, Optional<String> next)
    implements Paged<BucketList> {

  /** A bucket and what it holds. */
  public record Entry(BucketSummary bucket, BucketUsage usage) {}

  public BucketList {
    buckets = List.copyOf(buckets);
  }

  @Override
  public BucketList followedBy(BucketList page) {
    return new BucketList(
        countedAt, Stream.concat(buckets.stream(), page.buckets.stream()).toList(), page.next);
  }
}
