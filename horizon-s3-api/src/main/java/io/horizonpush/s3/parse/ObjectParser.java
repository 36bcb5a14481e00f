package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.AclInput;
import io.horizonpush.s3.request.LockInput;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.RangeSpec;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.S3Operation;
import java.util.Optional;
import java.util.OptionalInt;

/** Requests for one key: its object, its versions and its uploads. Stateless. */
final class ObjectParser {

  private ObjectParser() {}

  static S3Input parse(
      S3Operation operation,
      BucketName bucket,
      ObjectKey key,
      QueryParameters query,
      Headers headers) {
    return switch (operation) {
      case GET_OBJECT -> getObject(bucket, key, query, headers);
      case HEAD_OBJECT -> new ObjectInput.HeadObject(getObject(bucket, key, query, headers));
      case PUT_OBJECT ->
          new ObjectInput.PutObject(
              bucket,
              key,
              headers.metadata(),
              headers.attributes(),
              headers.conditions().ofWrite());
      case COPY_OBJECT ->
          new ObjectInput.CopyObject(
              bucket,
              key,
              headers.copySource(),
              headers.replacementMetadata(),
              headers.acl(),
              headers.replacementTags(),
              headers.lock(),
              headers.storageClass(),
              headers.checksumAlgorithm(),
              headers.conditions().ofWrite());
      case DELETE_OBJECT ->
          new ObjectInput.DeleteObject(
              bucket,
              key,
              VersionParameter.of(query),
              headers.bypassesGovernance(),
              headers.conditions().ofDeletion());
      case GET_OBJECT_ATTRIBUTES ->
          new ObjectInput.GetObjectAttributes(
              bucket,
              key,
              VersionParameter.of(query),
              headers.wantedAttributes(),
              headers.number("x-amz-max-parts", RequestParser.PAGE),
              headers.number("x-amz-part-number-marker", 0),
              headers.conditions().ofRead(""));
      default -> ofUpload(operation, bucket, key, query, headers);
    };
  }

  /** What is done to an upload and its parts. */
  private static S3Input ofUpload(
      S3Operation operation,
      BucketName bucket,
      ObjectKey key,
      QueryParameters query,
      Headers headers) {
    return switch (operation) {
      case CREATE_MULTIPART_UPLOAD ->
          new MultipartInput.CreateMultipartUpload(
              bucket,
              key,
              headers.metadata(),
              headers.attributes(),
              headers.checksumAlgorithm(),
              headers.checksumType());
      case UPLOAD_PART ->
          new MultipartInput.UploadPart(bucket, key, uploadId(query), partNumber(query));
      case UPLOAD_PART_COPY ->
          new MultipartInput.UploadPartCopy(
              bucket,
              key,
              uploadId(query),
              partNumber(query),
              headers.copySource(),
              headers.copySourceRange());
      case COMPLETE_MULTIPART_UPLOAD ->
          new MultipartInput.CompleteMultipartUpload(
              bucket,
              key,
              uploadId(query),
              headers.expectedObject(),
              headers.conditions().ofWrite());
      case ABORT_MULTIPART_UPLOAD ->
          new MultipartInput.AbortMultipartUpload(bucket, key, uploadId(query));
      case LIST_PARTS ->
          new MultipartInput.ListParts(
              bucket,
              key,
              uploadId(query),
              query.number("max-parts", RequestParser.PAGE, 0),
              query.number("part-number-marker", 0, 0));
      default -> withoutBytes(operation, bucket, key, VersionParameter.of(query), headers);
    };
  }

  /** What can be looked at and set of a version without its bytes. */
  private static S3Input withoutBytes(
      S3Operation operation,
      BucketName bucket,
      ObjectKey key,
      Optional<VersionName> version,
      Headers headers) {
    return switch (operation) {
      case GET_OBJECT_ACL -> new AclInput.GetObjectAcl(bucket, key, version);
      case PUT_OBJECT_ACL -> new AclInput.PutObjectAcl(bucket, key, version, headers.acl());
      case GET_OBJECT_TAGGING -> new ObjectInput.GetObjectTagging(bucket, key, version);
      case PUT_OBJECT_TAGGING -> new ObjectInput.PutObjectTagging(bucket, key, version);
      case DELETE_OBJECT_TAGGING -> new ObjectInput.DeleteObjectTagging(bucket, key, version);
      case GET_OBJECT_RETENTION -> new LockInput.GetObjectRetention(bucket, key, version);
      case PUT_OBJECT_RETENTION ->
          new LockInput.PutObjectRetention(bucket, key, version, headers.bypassesGovernance());
      case GET_OBJECT_LEGAL_HOLD -> new LockInput.GetObjectLegalHold(bucket, key, version);
      case PUT_OBJECT_LEGAL_HOLD -> new LockInput.PutObjectLegalHold(bucket, key, version);
      default ->
          throw new IllegalStateException(operation + " is marked as supported but not parsed");
    };
  }

  private static ObjectInput.GetObject getObject(
      BucketName bucket, ObjectKey key, QueryParameters query, Headers headers) {
    OptionalInt partNumber =
        query.get("partNumber").isPresent()
            ? OptionalInt.of(partNumber(query))
            : OptionalInt.empty();
    Optional<RangeSpec> range = headers.range();
    if (partNumber.isPresent() && range.isPresent()) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "Cannot specify both Range header and partNumber query parameter");
    }
    return new ObjectInput.GetObject(
        bucket,
        key,
        VersionParameter.of(query),
        range,
        headers.conditions().ifRange(),
        partNumber,
        headers.conditions().ofRead(""),
        ResponseOverrides.of(query),
        headers.wantsChecksums());
  }

  private static UploadId uploadId(QueryParameters query) {
    return new UploadId(query.text("uploadId"));
  }

  private static int partNumber(QueryParameters query) {
    int number = query.number("partNumber", 0, 0);
    if (number < 1 || number > ObjectBody.Part.MAX_NUMBER) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT,
              "Part number must be an integer between 1 and 10000, inclusive")
          .with("ArgumentName", "partNumber")
          .with("ArgumentValue", query.text("partNumber"));
    }
    return number;
  }
}
