package io.horizonpush.node.admin;

import java.time.Instant;
import java.util.List;

/**
 * Every bucket of a node.
 *
 * @param countedAt when it was counted what they hold
 */
public record BucketList(Instant countedAt, List<Entry> buckets) {

  /** A bucket and what it holds. */
  public record Entry(BucketSummary bucket, BucketUsage usage) {}

  public BucketList {
    buckets = List.copyOf(buckets);
  }
}
