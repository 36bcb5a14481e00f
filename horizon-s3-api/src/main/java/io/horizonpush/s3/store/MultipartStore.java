package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectAttributes;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.UploadId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Unfinished multipart uploads.
 *
 * <p>Every method that names an upload throws {@code NoSuchUpload} when there is none of that id
 * for that bucket and key, and {@code NoSuchBucket} when the bucket does not exist. Durability and
 * threads as in {@link ObjectStore}.
 */
public interface MultipartStore {

  Upload createUpload(BucketName bucket, ObjectKey key, NewUpload upload);

  Upload findUpload(BucketName bucket, ObjectKey key, UploadId id);

  /** Adds a part, replacing an earlier one of that number. */
  UploadedPart putPart(
      BucketName bucket,
      ObjectKey key,
      UploadId id,
      int number,
      ETag etag,
      List<Checksum> checksums,
      StagedBody body);

  /**
   * Turns parts into the object; the bytes are not copied. A repeated completion of an upload whose
   * object is still the one it made answers with that object again.
   *
   * @param plan chooses parts and their combined identity from the upload and all its parts, inside
   *     the transaction; it throws the S3 error when the client's list does not fit
   * @throws io.horizonpush.s3.model.S3Exception what {@code plan} or {@code precondition} throws
   */
  ObjectRecord completeUpload(
      BucketName bucket,
      ObjectKey key,
      UploadId id,
      Function<UploadContents, Completion> plan,
      Precondition precondition);

  void abortUpload(BucketName bucket, ObjectKey key, UploadId id);

  /** The parts of an upload behind number {@code after}, at most {@code limit}, by number. */
  List<UploadedPart> listParts(BucketName bucket, ObjectKey key, UploadId id, int after, int limit);

  /** A page of a bucket's uploads, by key and then by age. */
  UploadListing listUploads(BucketName bucket, ListQuery query, Optional<UploadId> afterUpload);

  /** What a client decides when it begins an upload. */
  record NewUpload(
      Owner initiator,
      ObjectMetadata metadata,
      ObjectAttributes attributes,
      Optional<ChecksumAlgorithm> checksumAlgorithm,
      Optional<ChecksumType> checksumType) {}

  /** An unfinished upload. */
  record Upload(UploadId id, ObjectKey key, Instant initiated, NewUpload details) {}

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

  /** An upload with all its parts, by number. */
  record UploadContents(Upload upload, List<UploadedPart> parts) {

    public UploadContents {
      parts = List.copyOf(parts);
    }
  }

  /** What an upload becomes. */
  record Completion(NewObject object, ObjectBody.Blobs body) {}

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
