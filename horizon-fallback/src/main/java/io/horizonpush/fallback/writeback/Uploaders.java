package io.horizonpush.fallback.writeback;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.WriterId;

/**
 * The members of a bucket, as far as they bring to its origin what others wrote: a port to whoever
 * knows them. Thread-safe.
 */
@FunctionalInterface
public interface Uploaders {

  /**
   * How many members look after a key before this one does, among those that are to be reached.
   *
   * @param author who made the change, and is none of them
   */
  int before(BucketId bucket, ObjectKey key, WriterId author);
}
