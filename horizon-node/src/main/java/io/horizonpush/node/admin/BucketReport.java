package io.horizonpush.node.admin;

/** The figures of a bucket and its document. */
public record BucketReport(BucketSummary bucket, Objects objects, Document document) {

  /** Its current objects and the sum of their sizes. */
  public record Objects(long count, long bytes) {}

  /**
   * Its document.
   *
   * @param entries keys in it, those of deleted objects included
   * @param outboxBacklog records that are not in it yet
   */
  public record Document(String id, long entries, long outboxBacklog) {}
}
