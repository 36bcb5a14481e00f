package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.request.AclInput;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.HttpCharacters;
import io.horizonpush.s3.request.ListInput;
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
import io.horizonpush.s3.request.ReadConditions;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.SettingInput;
import io.horizonpush.s3.request.WriteConditions;
import java.util.Optional;

/** What a request asks for, with one thing changed. Stateless. */
final class ChangedInput {

  private ChangedInput() {}

  static S3Input with(ObjectMetadata metadata, S3Input input) {
    check(metadata);
    return switch (input) {
      case PutObject put ->
          new PutObject(put.bucket(), put.key(), metadata, put.attributes(), put.conditions());
      case PostObject post ->
          new PostObject((PutObject) with(metadata, post.put()), post.head(), post.answer());
      case CopyObject copy ->
          new CopyObject(
              copy.bucket(),
              copy.key(),
              copy.source(),
              Optional.of(metadata),
              copy.acl(),
              copy.tags(),
              copy.conditions());
      case CreateMultipartUpload create ->
          new CreateMultipartUpload(
              create.bucket(),
              create.key(),
              metadata,
              create.attributes(),
              create.checksumAlgorithm(),
              create.checksumType());
      default -> throw has(input, "no metadata");
    };
  }

  /** What could not be sent as a header would make every later read of the object fail. */
  private static void check(ObjectMetadata metadata) {
    if (!ObjectMetadata.STANDARD.containsAll(metadata.headers().keySet())) {
      throw new IllegalArgumentException("Only standard headers are stored");
    }
    metadata.headers().forEach(ChangedInput::check);
    metadata.user().forEach(ChangedInput::check);
  }

  private static void check(String name, String value) {
    if (!HttpCharacters.isToken(name) || !HttpCharacters.isValue(value)) {
      throw new IllegalArgumentException("Metadata must have the form of headers");
    }
  }

  static S3Input with(ReadConditions conditions, S3Input input) {
    return switch (input) {
      case GetObject get -> get(get.bucket(), get.key(), get, conditions);
      case HeadObject head -> new HeadObject((GetObject) with(conditions, head.get()));
      case GetObjectAttributes get -> attributes(get.bucket(), get.key(), get, conditions);
      default -> throw has(input, "no conditions of a read");
    };
  }

  static S3Input with(WriteConditions conditions, S3Input input) {
    return switch (input) {
      case PutObject put ->
          new PutObject(put.bucket(), put.key(), put.metadata(), put.attributes(), conditions);
      case PostObject post ->
          new PostObject((PutObject) with(conditions, post.put()), post.head(), post.answer());
      case CopyObject copy -> copy(copy.bucket(), copy.key(), copy, conditions);
      case CompleteMultipartUpload complete ->
          complete(complete.bucket(), complete.key(), complete, conditions);
      default -> throw has(input, "no conditions of a write");
    };
  }

  static S3Input with(DeleteConditions conditions, S3Input input) {
    return switch (input) {
      case DeleteObject delete -> new DeleteObject(delete.bucket(), delete.key(), conditions);
      default -> throw has(input, "no conditions of a deletion");
    };
  }

  /** What a request asks for, of another bucket or object. */
  static S3Input at(Rewrite rewrite, S3Input input) {
    return switch (input) {
      case ObjectInput object -> at(rewrite, object);
      case MultipartInput multipart -> at(rewrite, multipart);
      case ListInput list -> at(bucketOnly(rewrite, list), list);
      case AclInput.GetObjectAcl get ->
          new AclInput.GetObjectAcl(rewrite.bucket(), rewrite.key().orElse(get.key()));
      case AclInput.PutObjectAcl put ->
          new AclInput.PutObjectAcl(rewrite.bucket(), rewrite.key().orElse(put.key()), put.acl());
      case AclInput.GetBucketAcl _, AclInput.PutBucketAcl _, BucketInput _, SettingInput _ ->
          throw has(input, "nothing that can be rewritten");
    };
  }

  private static S3Input at(Rewrite rewrite, ObjectInput input) {
    BucketName bucket = rewrite.bucket();
    Optional<ObjectKey> key = rewrite.key();
    return switch (input) {
      case GetObject get -> get(bucket, key.orElse(get.key()), get, get.conditions());
      case HeadObject head -> new HeadObject((GetObject) at(rewrite, head.get()));
      case PutObject put ->
          new PutObject(
              bucket, key.orElse(put.key()), put.metadata(), put.attributes(), put.conditions());
      case PostObject post ->
          new PostObject((PutObject) at(rewrite, post.put()), post.head(), post.answer());
      case CopyObject copy -> copy(bucket, key.orElse(copy.key()), copy, copy.conditions());
      case DeleteObject delete ->
          new DeleteObject(bucket, key.orElse(delete.key()), delete.conditions());
      case GetObjectAttributes get ->
          attributes(bucket, key.orElse(get.key()), get, get.conditions());
      case ObjectInput.GetObjectTagging get ->
          new ObjectInput.GetObjectTagging(bucket, key.orElse(get.key()));
      case ObjectInput.PutObjectTagging put ->
          new ObjectInput.PutObjectTagging(bucket, key.orElse(put.key()));
      case ObjectInput.DeleteObjectTagging delete ->
          new ObjectInput.DeleteObjectTagging(bucket, key.orElse(delete.key()));
      case ObjectInput.DeleteObjects delete ->
          new ObjectInput.DeleteObjects(bucketOnly(rewrite, delete));
      case ObjectInput.PostForm form -> throw has(form, "not been read");
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
          complete(bucket, key.orElse(complete.key()), complete, complete.conditions());
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
              list.keyMarker());
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

  private static GetObject get(
      BucketName bucket, ObjectKey key, GetObject get, ReadConditions conditions) {
    return new GetObject(
        bucket,
        key,
        get.range(),
        get.ifRange(),
        get.partNumber(),
        conditions,
        get.overrides(),
        get.checksums());
  }

  private static GetObjectAttributes attributes(
      BucketName bucket, ObjectKey key, GetObjectAttributes get, ReadConditions conditions) {
    return new GetObjectAttributes(
        bucket, key, get.wanted(), get.maxParts(), get.partNumberMarker(), conditions);
  }

  private static CopyObject copy(
      BucketName bucket, ObjectKey key, CopyObject copy, WriteConditions conditions) {
    return new CopyObject(
        bucket, key, copy.source(), copy.replacement(), copy.acl(), copy.tags(), conditions);
  }

  private static CompleteMultipartUpload complete(
      BucketName bucket,
      ObjectKey key,
      CompleteMultipartUpload complete,
      WriteConditions conditions) {
    return new CompleteMultipartUpload(
        bucket, key, complete.upload(), complete.checksums(), complete.size(), conditions);
  }

  private static BucketName bucketOnly(Rewrite rewrite, S3Input input) {
    if (rewrite.key().isPresent()) {
      throw has(input, "no key");
    }
    return rewrite.bucket();
  }

  private static IllegalArgumentException has(S3Input input, String nothing) {
    return new IllegalArgumentException(input.operation().operationName() + " has " + nothing);
  }
}
