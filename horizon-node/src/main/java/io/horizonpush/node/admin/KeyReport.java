package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.model.Retention;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a bucket has at one key.
 *
 * @param versions the newest first; empty if nothing was ever written there
 * @param more whether there are others than these, older or removed
 */
public record KeyReport(BucketName bucket, ObjectKey key, List<Version> versions, boolean more) {

  public KeyReport {
    versions = List.copyOf(versions);
  }

  /**
   * One write to the key.
   *
   * @param id by which {@link BucketControl#resolve} names it
   * @param name by which S3 clients name it: its id, or {@code null}
   * @param lock what keeps it from being removed
   * @param content empty for a version that has no bytes
   */
  public record Version(
      String id,
      String name,
      Kind kind,
      State state,
      Written written,
      Optional<Lock> lock,
      Optional<Content> content) {}

  /**
   * What keeps a version from being removed, or kept it.
   *
   * @param until the end of its retention
   * @param legalHold whether it is held until somebody lets it go
   */
  public record Lock(Optional<Retention.Mode> mode, Optional<Instant> until, boolean legalHold) {}

  /** What a version is. */
  public enum Kind {
    OBJECT,
    /** A deletion that clients see. */
    DELETE_MARKER,
    /** A deletion in a bucket that kept no versions. */
    TOMBSTONE,
    /** An entry of the document that another program wrote or that this one does not understand. */
    FOREIGN
  }

  /** How a version stands to the others of its key. */
  public enum State {
    /** It is what the key shows. */
    CURRENT,
    /** It was written beside the current one, by a node that had not seen it, and came second. */
    LOSER,
    /** It was current before, and the bucket keeps its versions. */
    NONCURRENT,
    /** It was removed by its id; what was promised about it is remembered. */
    REMOVED
  }

  /**
   * Where and when a version was written.
   *
   * @param writer the author, or the origin that it was learnt from, as 64 hexadecimal digits
   * @param clock the hybrid logical clock, as 16 hexadecimal digits
   */
  public record Written(Instant lastModified, String writer, String clock) {}

  /**
   * The bytes of a version.
   *
   * @param size in bytes
   * @param blobs in order; empty for bytes that live in the record
   */
  public record Content(long size, ETag etag, List<Blob> blobs) {

    public Content {
      blobs = List.copyOf(blobs);
    }
  }

  /**
   * A blob that a version is made of.
   *
   * @param length in bytes
   */
  public record Blob(BlobHash hash, long length, Residency residency) {}
}
