package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;

/**
 * An eviction of the objects of a bucket whose keys begin alike.
 *
 * @param id as long as the node runs
 * @param objects that were looked at so far
 * @param blobs whose bytes went
 * @param bytes of those
 * @param kept blobs that stay: no origin has them and too few other members promise to keep them,
 *     another one counts on this node for them, or they are pinned or read
 */
public record EvictionReport(
    long id,
    BucketName bucket,
    String prefix,
    State state,
    long objects,
    long blobs,
    long bytes,
    long kept) {

  /** How far it is. */
  public enum State {
    RUNNING,
    /** Every object was looked at. */
    DONE,
    /** It ended before: the log says why. */
    STOPPED
  }
}
