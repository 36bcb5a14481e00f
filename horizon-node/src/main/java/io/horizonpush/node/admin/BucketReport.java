package io.horizonpush.node.admin;

import java.util.Optional;

/** The figures of a bucket and its document. */
public record BucketReport(BucketSummary bucket, BucketUsage usage, Document document) {

  /**
   * Its document.
   *
   * @param id nothing before it is made
   * @param entries keys in it, those of deleted objects included
   * @param backlog changes that are not in it yet
   * @param setAside changes that it takes only later, for the clock they carry
   */
  public record Document(Optional<String> id, long entries, long backlog, long setAside) {}
}
