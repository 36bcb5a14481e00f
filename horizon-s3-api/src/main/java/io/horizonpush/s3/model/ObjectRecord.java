package io.horizonpush.s3.model;

import java.time.Instant;
import java.util.List;

/**
 * One version of an object: all that is known of it, and where its bytes are.
 *
 * @param lastModified when the bytes were written; a change of the attributes leaves it
 * @param checksums of the whole object, as verified when it arrived
 * @param partCount the number of parts of the multipart upload that made it, 0 for a plain PUT
 */
public record ObjectRecord(
    BucketName bucket,
    ObjectKey key,
    Version version,
    Instant lastModified,
    ETag etag,
    ObjectMetadata metadata,
    ObjectAttributes attributes,
    List<Checksum> checksums,
    ObjectBody body,
    int partCount,
    WriteBack writeBack) {

  public ObjectRecord {
    checksums = List.copyOf(checksums);
  }

  /** The same bytes with other attributes, since {@code changed}. */
  public ObjectRecord with(Version changed, ObjectAttributes newAttributes) {
    return new ObjectRecord(
        bucket,
        key,
        changed,
        lastModified,
        etag,
        metadata,
        newAttributes,
        checksums,
        body,
        partCount,
        writeBack);
  }

  /** The size in bytes. */
  public long size() {
    return body.length();
  }
}
