package io.horizonpush.s3.model;

import java.time.Instant;
import java.util.List;

/**
 * One version of an object: all that is known of it, and where its bytes are.
 *
 * @param checksums of the whole object, as verified when it arrived
 * @param partCount the number of parts of the multipart upload that made it, 0 for a plain PUT
 */
public record ObjectRecord(
    BucketName bucket,
    ObjectKey key,
    Version version,
    ETag etag,
    ObjectMetadata metadata,
    List<Checksum> checksums,
    ObjectBody body,
    int partCount,
    WriteBack writeBack) {

  public ObjectRecord {
    checksums = List.copyOf(checksums);
  }

  /** The size in bytes. */
  public long size() {
    return body.length();
  }

  /** When this version was written. */
  public Instant lastModified() {
    return version.time();
  }
}
