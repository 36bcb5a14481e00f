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
   * @param recovering whether it was lost or restored, and nothing goes into it before another
   *     member has told what this node wrote itself, and knows no more
   */
  public record Document(
      Optional<String> id, long entries, long backlog, long setAside, boolean recovering) {}
}
