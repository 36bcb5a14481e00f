package io.horizonpush.s3.store;

import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.UploadId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Unfinished multipart uploads. {@link Records#change} makes an object of one.
 *
 * <p>Every method that names an upload throws {@code NoSuchUpload} when there is none of that id
 * for that bucket and key, and {@code NoSuchBucket} when the bucket is gone. Durability and threads
 * as in {@link Records}.
 */
public interface MultipartStore {

  Upload createUpload(Bucket bucket, ObjectKey key, NewUpload upload);

  Upload findUpload(Bucket bucket, ObjectKey key, UploadId id);

  /** An upload with all its parts, as of one moment. */
  UploadContents contents(Bucket bucket, ObjectKey key, UploadId id);

  /** Adds a part, replacing an earlier one of that number. */
  UploadedPart putPart(Bucket bucket, ObjectKey key, UploadId id, NewPart part);

  void abortUpload(Bucket bucket, ObjectKey key, UploadId id);

  /** The parts of an upload behind number {@code after}, at most {@code limit}, by number. */
  List<UploadedPart> listParts(Bucket bucket, ObjectKey key, UploadId id, int after, int limit);

  /** A page of a bucket's uploads, by key and then by age. */
  UploadListing listUploads(Bucket bucket, ListQuery query, Optional<UploadId> afterUpload);

  /**
   * What a client decides when it begins an upload.
   *
   * @param attributes of the object that it becomes, at most one of a name
   */
  record NewUpload(
      Owner initiator,
      ObjectMetadata metadata,
      List<Attribute> attributes,
      Optional<ChecksumAlgorithm> checksumAlgorithm,
      Optional<ChecksumType> checksumType) {

    public NewUpload {
      attributes = List.copyOf(attributes);
    }

    /** The storage class of the object that it becomes. */
    public StorageClass storageClass() {
      return attributes.stream()
          .filter(StorageClass.class::isInstance)
          .map(StorageClass.class::cast)
          .findFirst()
          .orElse(StorageClass.STANDARD);
    }
  }

  /** An unfinished upload. */
  record Upload(UploadId id, ObjectKey key, Instant initiated, NewUpload details) {}

  /** A part that arrived. */
  record NewPart(int number, ETag etag, List<Checksum> checksums, StagedBody body) {}

  /**
   * A stored part.
   *
   * @param size in bytes
   */
  record UploadedPart(
      int number,
      ETag etag,
      long size,
      Instant lastModified,
      BlobHash blob,
      List<Checksum> checksums) {

    public UploadedPart {
      checksums = List.copyOf(checksums);
    }
  }

  /**
   * An upload with all its parts, by number.
   *
   * @param revision of the parts: it grows with each part that is added
   */
  record UploadContents(Upload upload, long revision, List<UploadedPart> parts) {

    public UploadContents {
      parts = List.copyOf(parts);
    }
  }

  /**
   * A page of uploads.
   *
   * @param next the last upload of this page when there are more; {@code nextPrefix} when the page
   *     ended in a common prefix
   */
  record UploadListing(
      List<Upload> uploads,
      List<String> commonPrefixes,
      Optional<Upload> next,
      Optional<String> nextPrefix) {

    public UploadListing {
      uploads = List.copyOf(uploads);
      commonPrefixes = List.copyOf(commonPrefixes);
    }
  }
}
