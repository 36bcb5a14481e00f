package io.horizonpush.node.admin;

import java.util.List;

/** Every bucket of a node. */
public record BucketList(List<BucketSummary> buckets) {

  public BucketList {
    buckets = List.copyOf(buckets);
  }
}
