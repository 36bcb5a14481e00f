package io.horizonpush.s3.model;

import java.time.Instant;

/** What a listing says of a key. */
public sealed interface ObjectSummary {

  ObjectKey key();

  /**
   * It has an object.
   *
   * @param size in bytes
   */
  record OfObject(
      ObjectKey key, long size, ETag etag, Instant lastModified, StorageClass storageClass)
      implements ObjectSummary {

    /** An object of the usual class. */
    public OfObject(ObjectKey key, long size, ETag etag, Instant lastModified) {
      this(key, size, etag, lastModified, StorageClass.STANDARD);
    }
  }

  /** It was deleted. */
  record OfTombstone(ObjectKey key) implements ObjectSummary {}
}
