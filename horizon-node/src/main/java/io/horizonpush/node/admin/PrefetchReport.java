package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;

/**
 * A fetch of the objects of a bucket whose keys begin alike.
 *
 * @param id as long as the node runs
 * @param objects that were looked at so far
 * @param blobs that were fetched; what was here is not counted
 * @param bytes of those
 * @param unavailable blobs that no member gave
 */
public record PrefetchReport(
    long id,
    BucketName bucket,
    String prefix,
    State state,
    long objects,
    long blobs,
    long bytes,
    long unavailable)
    implements EventValue {

  /** How far it is. */
  public enum State {
    RUNNING,
    /** Every object was looked at. */
    DONE,
    /** It ended before: the log says why. */
    STOPPED
  }
}
