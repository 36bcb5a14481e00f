package io.horizonpush.node.admin;

import java.util.List;

/** Every bucket of a node. */
public record BucketList(List<Entry> buckets) {

  /** A bucket and what it holds. */
  public record Entry(BucketSummary bucket, BucketUsage usage) {}

  public BucketList {
    buckets = List.copyOf(buckets);
  }
}
