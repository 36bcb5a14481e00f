package io.horizonpush.node;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.NewObject;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.Precondition;
import io.horizonpush.s3.store.StagedBody;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Stores that are not open: every call is answered with 503. */
@SuppressWarnings("DoNotCallSuggester")
final class UnopenedStores implements ObjectStore, MultipartStore {

  static S3Exception unopened() {
    return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "The stores are not open.");
  }

  @Override
  public Bucket createBucket(BucketName name, Owner owner) {
    throw unopened();
  }

  @Override
  public Optional<Bucket> findBucket(BucketName name) {
    throw unopened();
  }

  @Override
  public List<Bucket> listBuckets() {
    throw unopened();
  }

  @Override
  public void deleteBucket(BucketName name) {
    throw unopened();
  }

  @Override
  public StagedBody stage(BucketName bucket, ContentReader content) {
    throw unopened();
  }

  @Override
  public Optional<StagedBody> stageCopy(ObjectBody source) {
    throw unopened();
  }

  @Override
  public ObjectRecord put(
      BucketName bucket,
      ObjectKey key,
      NewObject object,
      StagedBody body,
      Precondition precondition) {
    throw unopened();
  }

  @Override
  public Optional<ObjectRecord> find(BucketName bucket, ObjectKey key) {
    throw unopened();
  }

  @Override
  public List<Content> open(ObjectRecord object, ByteRange range) {
    throw unopened();
  }

  @Override
  public void delete(BucketName bucket, ObjectKey key, Precondition precondition) {
    throw unopened();
  }

  @Override
  public ObjectListing list(BucketName bucket, ListQuery query) {
    throw unopened();
  }

  @Override
  public Upload createUpload(BucketName bucket, ObjectKey key, NewUpload upload) {
    throw unopened();
  }

  @Override
  public Upload findUpload(BucketName bucket, ObjectKey key, UploadId id) {
    throw unopened();
  }

  @Override
  public UploadedPart putPart(
      BucketName bucket,
      ObjectKey key,
      UploadId id,
      int number,
      ETag etag,
      List<Checksum> checksums,
      StagedBody body) {
    throw unopened();
  }

  @Override
  public ObjectRecord completeUpload(
      BucketName bucket,
      ObjectKey key,
      UploadId id,
      Function<UploadContents, Completion> plan,
      Precondition precondition) {
    throw unopened();
  }

  @Override
  public void abortUpload(BucketName bucket, ObjectKey key, UploadId id) {
    throw unopened();
  }

  @Override
  public List<UploadedPart> listParts(
      BucketName bucket, ObjectKey key, UploadId id, int after, int limit) {
    throw unopened();
  }

  @Override
  public UploadListing listUploads(
      BucketName bucket, ListQuery query, Optional<UploadId> afterUpload) {
    throw unopened();
  }
}
