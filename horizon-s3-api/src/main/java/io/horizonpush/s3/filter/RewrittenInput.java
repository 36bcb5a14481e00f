package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.request.AclInput;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.LockInput;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.MultipartInput.CompleteMultipartUpload;
import io.horizonpush.s3.request.MultipartInput.CreateMultipartUpload;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.ObjectInput.CopyObject;
import io.horizonpush.s3.request.ObjectInput.DeleteObject;
import io.horizonpush.s3.request.ObjectInput.GetObject;
import io.horizonpush.s3.request.ObjectInput.GetObjectAttributes;
import io.horizonpush.s3.request.ObjectInput.HeadObject;
import io.horizonpush.s3.request.ObjectInput.PostObject;
import io.horizonpush.s3.request.ObjectInput.PutObject;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.SettingInput;
import io.horizonpush.s3.request.VersioningInput;
import java.util.Optional;

/** What a request asks for, of another bucket or object. Stateless. */
final class RewrittenInput {

  private RewrittenInput() {}

  static S3Input at(Rewrite rewrite, S3Input input) {
    return switch (input) {
      case ObjectInput object -> at(rewrite, object);
      case MultipartInput multipart -> at(rewrite, multipart);
      case ListInput list -> at(bucketOnly(rewrite, list), list);
      case AclInput.GetObjectAcl get ->
          new AclInput.GetObjectAcl(
              rewrite.bucket(), rewrite.key().orElse(get.key()), get.version());
      case AclInput.PutObjectAcl put ->
          new AclInput.PutObjectAcl(
              rewrite.bucket(), rewrite.key().orElse(put.key()), put.version(), put.acl());
      case LockInput lock -> at(rewrite, lock);
      case AclInput.GetBucketAcl _,
          AclInput.PutBucketAcl _,
          BucketInput _,
          SettingInput _,
          VersioningInput _ ->
          throw fixed(input);
    };
  }

  private static S3Input at(Rewrite rewrite, ObjectInput input) {
    BucketName bucket = rewrite.bucket();
    Optional<ObjectKey> key = rewrite.key();
    return switch (input) {
      case GetObject get -> ChangedInput.get(bucket, key.orElse(get.key()), get, get.conditions());
      case HeadObject head -> new HeadObject((GetObject) at(rewrite, head.get()));
      case PutObject put ->
          new PutObject(
              bucket, key.orElse(put.key()), put.metadata(), put.attributes(), put.conditions());
      case PostObject post ->
          new PostObject((PutObject) at(rewrite, post.put()), post.head(), post.answer());
      case CopyObject copy ->
          ChangedInput.copy(bucket, key.orElse(copy.key()), copy, copy.conditions());
      case DeleteObject delete ->
          ChangedInput.delete(bucket, key.orElse(delete.key()), delete, delete.conditions());
      case GetObjectAttributes get ->
          ChangedInput.attributes(bucket, key.orElse(get.key()), get, get.conditions());
      case ObjectInput.GetObjectTagging get ->
          new ObjectInput.GetObjectTagging(bucket, key.orElse(get.key()), get.version());
      case ObjectInput.PutObjectTagging put ->
          new ObjectInput.PutObjectTagging(bucket, key.orElse(put.key()), put.version());
      case ObjectInput.DeleteObjectTagging delete ->
          new ObjectInput.DeleteObjectTagging(bucket, key.orElse(delete.key()), delete.version());
      case ObjectInput.DeleteObjects delete ->
          new ObjectInput.DeleteObjects(bucketOnly(rewrite, delete), delete.bypass());
      case ObjectInput.PostForm form -> throw ChangedInput.has(form, "not been read");
    };
  }

  private static S3Input at(Rewrite rewrite, MultipartInput input) {
    BucketName bucket = rewrite.bucket();
    Optional<ObjectKey> key = rewrite.key();
    return switch (input) {
      case CreateMultipartUpload create ->
          new CreateMultipartUpload(
              bucket,
              key.orElse(create.key()),
              create.metadata(),
              create.attributes(),
              create.checksumAlgorithm(),
              create.checksumType());
      case MultipartInput.UploadPart part ->
          new MultipartInput.UploadPart(
              bucket, key.orElse(part.key()), part.upload(), part.partNumber());
      case MultipartInput.UploadPartCopy copy ->
          new MultipartInput.UploadPartCopy(
              bucket,
              key.orElse(copy.key()),
              copy.upload(),
              copy.partNumber(),
              copy.source(),
              copy.range());
      case CompleteMultipartUpload complete ->
          ChangedInput.complete(
              bucket, key.orElse(complete.key()), complete, complete.conditions());
      case MultipartInput.AbortMultipartUpload abort ->
          new MultipartInput.AbortMultipartUpload(bucket, key.orElse(abort.key()), abort.upload());
      case MultipartInput.ListParts list ->
          new MultipartInput.ListParts(
              bucket,
              key.orElse(list.key()),
              list.upload(),
              list.maxParts(),
              list.partNumberMarker());
      case MultipartInput.ListMultipartUploads list ->
          new MultipartInput.ListMultipartUploads(
              bucketOnly(rewrite, list),
              list.prefix(),
              list.delimiter(),
              list.maxUploads(),
              list.urlEncoding(),
              list.keyMarker(),
              list.uploadIdMarker());
    };
  }

  private static S3Input at(Rewrite rewrite, LockInput input) {
    BucketName bucket = rewrite.bucket();
    Optional<ObjectKey> key = rewrite.key();
    return switch (input) {
      case LockInput.GetObjectRetention get ->
          new LockInput.GetObjectRetention(bucket, key.orElse(get.key()), get.version());
      case LockInput.PutObjectRetention put ->
          new LockInput.PutObjectRetention(
              bucket, key.orElse(put.key()), put.version(), put.bypass());
      case LockInput.GetObjectLegalHold get ->
          new LockInput.GetObjectLegalHold(bucket, key.orElse(get.key()), get.version());
      case LockInput.PutObjectLegalHold put ->
          new LockInput.PutObjectLegalHold(bucket, key.orElse(put.key()), put.version());
      case LockInput.GetObjectLockConfiguration _, LockInput.PutObjectLockConfiguration _ ->
          throw fixed(input);
    };
  }

  private static ListInput at(BucketName bucket, ListInput input) {
    return switch (input) {
      case ListInput.ListObjects list ->
          new ListInput.ListObjects(
              bucket,
              list.prefix(),
              list.delimiter(),
              list.maxKeys(),
              list.urlEncoding(),
              list.marker());
      case ListInput.ListObjectVersions list ->
          new ListInput.ListObjectVersions(
              bucket,
              list.prefix(),
              list.delimiter(),
              list.maxKeys(),
              list.urlEncoding(),
              list.keyMarker(),
              list.versionMarker());
      case ListInput.ListObjectsV2 list ->
          new ListInput.ListObjectsV2(
              bucket,
              list.prefix(),
              list.delimiter(),
              list.maxKeys(),
              list.urlEncoding(),
              list.startAfter(),
              list.continuationToken(),
              list.fetchOwner());
    };
  }

  private static BucketName bucketOnly(Rewrite rewrite, S3Input input) {
    if (rewrite.key().isPresent()) {
      throw ChangedInput.has(input, "no key");
    }
    return rewrite.bucket();
  }

  private static IllegalArgumentException fixed(S3Input input) {
    return ChangedInput.has(input, "nothing that can be rewritten");
  }
}
