package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.HttpCharacters;
import io.horizonpush.s3.request.MultipartInput.CompleteMultipartUpload;
import io.horizonpush.s3.request.MultipartInput.CreateMultipartUpload;
import io.horizonpush.s3.request.ObjectInput.CopyObject;
import io.horizonpush.s3.request.ObjectInput.DeleteObject;
import io.horizonpush.s3.request.ObjectInput.GetObject;
import io.horizonpush.s3.request.ObjectInput.GetObjectAttributes;
import io.horizonpush.s3.request.ObjectInput.HeadObject;
import io.horizonpush.s3.request.ObjectInput.PostObject;
import io.horizonpush.s3.request.ObjectInput.PutObject;
import io.horizonpush.s3.request.ReadConditions;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.WriteConditions;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a request asks for, with other metadata or conditions. {@link RewrittenInput} changes what
 * it is about. Stateless.
 */
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
              copy.lock(),
              copy.storageClass(),
              copy.checksumAlgorithm(),
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
      case DeleteObject delete -> delete(delete.bucket(), delete.key(), delete, conditions);
      default -> throw has(input, "no conditions of a deletion");
    };
  }

  /** A GET of all of the object that a request reads. */
  static GetObject whole(S3Input input) {
    return whole(input, read(input).overrides());
  }

  private static GetObject whole(S3Input input, Map<String, String> overrides) {
    GetObject asked = read(input);
    return new GetObject(
        asked.bucket(),
        asked.key(),
        asked.version(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        ReadConditions.NONE,
        overrides,
        false);
  }

  /** A HEAD of all of the object that a request reads, as it is stored. */
  static HeadObject described(S3Input input) {
    return new HeadObject(whole(input, Map.of()));
  }

  /** Whether a request reads an object or its description. */
  static boolean isRead(S3Input input) {
    return input instanceof GetObject || input instanceof HeadObject;
  }

  private static GetObject read(S3Input input) {
    return switch (input) {
      case GetObject get -> get;
      case HeadObject(GetObject get) -> get;
      default -> throw has(input, "no object to read");
    };
  }

  static GetObject get(BucketName bucket, ObjectKey key, GetObject get, ReadConditions conditions) {
    return new GetObject(
        bucket,
        key,
        get.version(),
        get.range(),
        get.ifRange(),
        get.partNumber(),
        conditions,
        get.overrides(),
        get.checksums());
  }

  static GetObjectAttributes attributes(
      BucketName bucket, ObjectKey key, GetObjectAttributes get, ReadConditions conditions) {
    return new GetObjectAttributes(
        bucket,
        key,
        get.version(),
        get.wanted(),
        get.maxParts(),
        get.partNumberMarker(),
        conditions);
  }

  static CopyObject copy(
      BucketName bucket, ObjectKey key, CopyObject copy, WriteConditions conditions) {
    return new CopyObject(
        bucket,
        key,
        copy.source(),
        copy.replacement(),
        copy.acl(),
        copy.tags(),
        copy.lock(),
        copy.storageClass(),
        copy.checksumAlgorithm(),
        conditions);
  }

  static DeleteObject delete(
      BucketName bucket, ObjectKey key, DeleteObject delete, DeleteConditions conditions) {
    return new DeleteObject(bucket, key, delete.version(), delete.bypass(), conditions);
  }

  static CompleteMultipartUpload complete(
      BucketName bucket,
      ObjectKey key,
      CompleteMultipartUpload complete,
      WriteConditions conditions) {
    return new CompleteMultipartUpload(
        bucket, key, complete.upload(), complete.expected(), conditions);
  }

  static IllegalArgumentException has(S3Input input, String nothing) {
    return new IllegalArgumentException(input.operation().operationName() + " has " + nothing);
  }
}
