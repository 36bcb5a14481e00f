package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;

/**
 * A fetch of the objects of a bucket whose keys begin alike.
 *
 * @param id of the transfer that it is
 * @param objects that were looked at so far
 * @param blobs that were fetched; what was here is not counted
 * @param bytes that came, or that an overwritten object has
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
    long unavailable) {

  /** How far it is. */
  public enum State {
    RUNNING,
    /** Until somebody resumes it. */
    PAUSED,
    /** Every object was looked at. */
    DONE,
    /** It ended before: the transfer says why. */
    STOPPED
  }
}
