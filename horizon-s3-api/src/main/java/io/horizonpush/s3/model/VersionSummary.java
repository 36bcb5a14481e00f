package io.horizonpush.s3.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What a listing says of a version.
 *
 * @param latest whether it is the current one of its key
 * @param lastModified when it was written
 * @param content nothing of a delete marker
 */
public record VersionSummary(
    ObjectKey key,
    VersionName name,
    boolean latest,
    Instant lastModified,
    Optional<Content> content) {

  /**
   * What there is to say of bytes.
   *
   * @param size in bytes
   */
  public record Content(long size, ETag etag, StorageClass storageClass) {

    /** Those of a version of the usual class. */
    public Content(long size, ETag etag) {
      this(size, etag, StorageClass.STANDARD);
    }
  }
}
