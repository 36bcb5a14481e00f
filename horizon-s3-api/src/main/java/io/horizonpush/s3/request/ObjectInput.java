package io.horizonpush.s3.request;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.VersionName;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Requests for objects. */
public sealed interface ObjectInput extends BucketScoped {

  /**
   * A read of an object or of a part of it.
   *
   * @param version nothing for the current one
   * @param ifRange the version for which {@code range} is meant
   * @param overrides response headers the client sets by {@code response-*} parameters, by
   *     lower-case name
   * @param checksums whether the client wants the stored checksums ({@code x-amz-checksum-mode})
   */
  record GetObject(
      BucketName bucket,
      ObjectKey key,
      Optional<VersionName> version,
      Optional<RangeSpec> range,
      Optional<IfRange> ifRange,
      OptionalInt partNumber,
      ReadConditions conditions,
      Map<String, String> overrides,
      boolean checksums)
      implements ObjectInput {

    public GetObject {
      overrides = Map.copyOf(overrides);
    }

    @Override
    public S3Operation operation() {
      return S3Operation.GET_OBJECT;
    }
  }

  /** The same request without the bytes. */
  record HeadObject(GetObject get) implements ObjectInput {
    @Override
    public BucketName bucket() {
      return get.bucket();
    }

    @Override
    public S3Operation operation() {
      return S3Operation.HEAD_OBJECT;
    }
  }

  record PutObject(
      BucketName bucket,
      ObjectKey key,
      ObjectMetadata metadata,
      RequestedAttributes attributes,
      WriteConditions conditions)
      implements ObjectInput {
    @Override
    public S3Operation operation() {
      return S3Operation.PUT_OBJECT;
    }
  }

  /**
   * A copy of one object to another key.
   *
   * @param replacement the new metadata; nothing to keep the source's
   * @param tags the new tags; nothing to keep the source's
   * @param lock of the copy: that of its source stays there
   * @param storageClass of the copy, likewise; nothing where the client says nothing of it
   * @param checksumAlgorithm of the copy; nothing to keep the source's checksum
   */
  record CopyObject(
      BucketName bucket,
      ObjectKey key,
      CopySource source,
      Optional<ObjectMetadata> replacement,
      Optional<RequestedAcl> acl,
      Optional<Tags> tags,
      RequestedLock lock,
      Optional<StorageClass> storageClass,
      Optional<ChecksumAlgorithm> checksumAlgorithm,
      WriteConditions conditions)
      implements ObjectInput {
    @Override
    public Optional<CopySource> copySource() {
      return Optional.of(source);
    }

    @Override
    public S3Operation operation() {
      return S3Operation.COPY_OBJECT;
    }
  }

  /**
   * A deletion.
   *
   * @param version that is to be removed for good; nothing to delete the object
   * @param bypass whether a retention for governance does not keep it
   */
  record DeleteObject(
      BucketName bucket,
      ObjectKey key,
      Optional<VersionName> version,
      boolean bypass,
      DeleteConditions conditions)
      implements ObjectInput {
    @Override
    public S3Operation operation() {
      return S3Operation.DELETE_OBJECT;
    }
  }

  /** Asks for what {@code wanted} names of an object. */
  record GetObjectAttributes(
      BucketName bucket,
      ObjectKey key,
      Optional<VersionName> version,
      Set<ObjectAttribute> wanted,
      int maxParts,
      int partNumberMarker,
      ReadConditions conditions)
      implements ObjectInput {

    public GetObjectAttributes {
      wanted = Set.copyOf(wanted);
    }

    @Override
    public S3Operation operation() {
      return S3Operation.GET_OBJECT_ATTRIBUTES;
    }
  }

  record GetObjectTagging(BucketName bucket, ObjectKey key, Optional<VersionName> version)
      implements ObjectInput {
    @Override
    public S3Operation operation() {
      return S3Operation.GET_OBJECT_TAGGING;
    }
  }

  /** The body has the tags. */
  record PutObjectTagging(BucketName bucket, ObjectKey key, Optional<VersionName> version)
      implements ObjectInput {
    @Override
    public S3Operation operation() {
      return S3Operation.PUT_OBJECT_TAGGING;
    }
  }

  record DeleteObjectTagging(BucketName bucket, ObjectKey key, Optional<VersionName> version)
      implements ObjectInput {
    @Override
    public S3Operation operation() {
      return S3Operation.DELETE_OBJECT_TAGGING;
    }
  }

  /**
   * The body names the objects.
   *
   * @param bypass whether a retention for governance keeps none of them
   */
  record DeleteObjects(BucketName bucket, boolean bypass) implements ObjectInput {
    @Override
    public S3Operation operation() {
      return S3Operation.DELETE_OBJECTS;
    }
  }

  /** An upload by a form. Its fields, in the body, say what it stores and where. */
  record PostForm(BucketName bucket) implements ObjectInput {
    @Override
    public S3Operation operation() {
      return S3Operation.POST_OBJECT;
    }
  }

  /**
   * A {@link PostForm} whose fields have been read.
   *
   * @param put what the fields ask for, as if it had come as a PUT with headers
   * @param head of that PUT
   */
  record PostObject(PutObject put, RequestHead head, FormAnswer answer) implements ObjectInput {
    @Override
    public BucketName bucket() {
      return put.bucket();
    }

    @Override
    public S3Operation operation() {
      return S3Operation.POST_OBJECT;
    }
  }
}
