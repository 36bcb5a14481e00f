package io.horizonpush.s3.store;

import io.horizonpush.s3.model.ObjectBody;

/**
 * A body whose bytes are stored but which no record names yet. Its blobs are kept until it is
 * closed.
 */
public interface StagedBody extends AutoCloseable {

  ObjectBody body();

  /**
   * Whether the bytes are here, through the bucket that they were staged for or copied from; a body
   * that its source merely names is named no more than that.
   */
  boolean held();

  /** Lets go: from now on only the records that name the blobs keep them. Idempotent. */
  @Override
  void close();
}
