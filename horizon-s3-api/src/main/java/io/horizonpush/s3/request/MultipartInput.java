package io.horizonpush.s3.request;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.UploadId;
import java.util.Optional;

/** Requests for multipart uploads. */
public sealed interface MultipartInput extends BucketScoped {

  record CreateMultipartUpload(
      BucketName bucket,
      ObjectKey key,
      ObjectMetadata metadata,
      RequestedAttributes attributes,
      Optional<ChecksumAlgorithm> checksumAlgorithm,
      Optional<ChecksumType> checksumType)
      implements MultipartInput {
    @Override
    public S3Operation operation() {
      return S3Operation.CREATE_MULTIPART_UPLOAD;
    }
  }

  record UploadPart(BucketName bucket, ObjectKey key, UploadId upload, int partNumber)
      implements MultipartInput {
    @Override
    public S3Operation operation() {
      return S3Operation.UPLOAD_PART;
    }
  }

  record UploadPartCopy(
      BucketName bucket,
      ObjectKey key,
      UploadId upload,
      int partNumber,
      CopySource source,
      Optional<RangeSpec.FromTo> range)
      implements MultipartInput {
    @Override
    public Optional<CopySource> copySource() {
      return Optional.of(source);
    }

    @Override
    public S3Operation operation() {
      return S3Operation.UPLOAD_PART_COPY;
    }
  }

  /** The body names the parts. */
  record CompleteMultipartUpload(
      BucketName bucket,
      ObjectKey key,
      UploadId upload,
      ExpectedObject expected,
      WriteConditions conditions)
      implements MultipartInput {
    @Override
    public S3Operation operation() {
      return S3Operation.COMPLETE_MULTIPART_UPLOAD;
    }
  }

  record AbortMultipartUpload(BucketName bucket, ObjectKey key, UploadId upload)
      implements MultipartInput {
    @Override
    public S3Operation operation() {
      return S3Operation.ABORT_MULTIPART_UPLOAD;
    }
  }

  record ListParts(
      BucketName bucket, ObjectKey key, UploadId upload, int maxParts, int partNumberMarker)
      implements MultipartInput {
    @Override
    public S3Operation operation() {
      return S3Operation.LIST_PARTS;
    }
  }

  record ListMultipartUploads(
      BucketName bucket,
      String prefix,
      String delimiter,
      int maxUploads,
      boolean urlEncoding,
      String keyMarker,
      Optional<UploadId> uploadIdMarker)
      implements MultipartInput {
    @Override
    public S3Operation operation() {
      return S3Operation.LIST_MULTIPART_UPLOADS;
    }
  }
}
