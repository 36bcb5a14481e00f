package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.request.AclInput;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.RangeSpec;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.request.S3Operation.Scope;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The reader of heads: what it makes of one says which operation is asked for, and how.
 *
 * <p>Whatever an operation has to know of the path, the parameters and the headers is read here.
 * What proves who asks, what frames and guards the body and what a browser says of a page is read
 * by the packages {@code auth}, {@code payload} and {@code cors}.
 *
 * <p>Stateless and thread-safe.
 */
public final class RequestParser {

  /** The most entries on one page of a listing. */
  public static final int PAGE = 1000;

  /** The most buckets of one page. */
  private static final int MAX_BUCKETS = 10_000;

  private static final int MAX_PART_NUMBER = 10_000;

  private final Endpoint endpoint;
  private final boolean strictBucketNames;

  /**
   * A parser for one service.
   *
   * @param strictBucketNames whether new buckets must have names that AWS accepts today
   */
  public RequestParser(Endpoint endpoint, boolean strictBucketNames) {
    this.endpoint = endpoint;
    this.strictBucketNames = strictBucketNames;
  }

  /**
   * What the request asks for.
   *
   * @throws S3Exception {@code NotImplemented} for what this node does not offer, else the error of
   *     the part that is wrong
   */
  public S3Input parse(RequestHead head) {
    Endpoint.Target target = endpoint.target(head);
    QueryParameters query = new QueryParameters(head.query());
    Scope scope =
        target.bucket().isEmpty() && target.key().isEmpty()
            ? Scope.SERVICE
            : target.key().isEmpty() ? Scope.BUCKET : Scope.OBJECT;
    S3Operation operation = OperationTable.find(scope, head, query);
    Headers headers = new Headers(head);
    UnsupportedHeaders.refuse(head);
    refuseVersions(query);
    return switch (scope) {
      case SERVICE -> listBuckets(query);
      case BUCKET -> bucketInput(operation, new BucketName(target.bucket()), query, headers);
      case OBJECT ->
          objectInput(
              operation,
              new BucketName(target.bucket()),
              new ObjectKey(target.key()),
              query,
              headers);
    };
  }

  private static S3Input listBuckets(QueryParameters query) {
    int limit = query.number("max-buckets", MAX_BUCKETS, 1);
    if (limit > MAX_BUCKETS) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT,
              "Argument max-buckets must be an integer between 1 and " + MAX_BUCKETS)
          .with("ArgumentName", "max-buckets")
          .with("ArgumentValue", query.text("max-buckets"));
    }
    return new BucketInput.ListBuckets(
        query.text("prefix"), limit, query.get("continuation-token"), query.get("bucket-region"));
  }

  private S3Input bucketInput(
      S3Operation operation, BucketName bucket, QueryParameters query, Headers headers) {
    return switch (operation) {
      case CREATE_BUCKET -> new BucketInput.CreateBucket(newBucket(bucket), headers.acl());
      case HEAD_BUCKET -> new BucketInput.HeadBucket(bucket);
      case DELETE_BUCKET -> new BucketInput.DeleteBucket(bucket);
      case GET_BUCKET_LOCATION -> new BucketInput.GetBucketLocation(bucket);
      case DELETE_OBJECTS -> new ObjectInput.DeleteObjects(bucket);
      case POST_OBJECT -> new ObjectInput.PostForm(bucket);
      case LIST_OBJECTS ->
          new ListInput.ListObjects(
              bucket,
              query.text("prefix"),
              query.text("delimiter"),
              query.number("max-keys", PAGE, 0),
              query.urlEncoding(),
              query.text("marker"));
      case LIST_OBJECT_VERSIONS ->
          new ListInput.ListObjectVersions(
              bucket,
              query.text("prefix"),
              query.text("delimiter"),
              query.number("max-keys", PAGE, 0),
              query.urlEncoding(),
              query.text("key-marker"));
      case LIST_OBJECTS_V2 ->
          new ListInput.ListObjectsV2(
              bucket,
              query.text("prefix"),
              query.text("delimiter"),
              query.number("max-keys", PAGE, 0),
              query.urlEncoding(),
              query.text("start-after"),
              query.get("continuation-token"),
              query.text("fetch-owner").equals("true"));
      case LIST_MULTIPART_UPLOADS ->
          new MultipartInput.ListMultipartUploads(
              bucket,
              query.text("prefix"),
              query.text("delimiter"),
              query.number("max-uploads", PAGE, 0),
              query.urlEncoding(),
              query.text("key-marker"),
              query.get("upload-id-marker").filter(id -> !id.isEmpty()).map(UploadId::new));
      case GET_BUCKET_ACL -> new AclInput.GetBucketAcl(bucket);
      case PUT_BUCKET_ACL -> new AclInput.PutBucketAcl(bucket, headers.acl());
      default -> SettingParser.parse(operation, bucket);
    };
  }

  private static S3Input objectInput(
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
              headers.conditions().ofWrite());
      case DELETE_OBJECT ->
          new ObjectInput.DeleteObject(bucket, key, headers.conditions().ofDeletion());
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
              headers.objectChecksums(),
              headers.objectSize(),
              headers.conditions().ofWrite());
      case ABORT_MULTIPART_UPLOAD ->
          new MultipartInput.AbortMultipartUpload(bucket, key, uploadId(query));
      case LIST_PARTS ->
          new MultipartInput.ListParts(
              bucket,
              key,
              uploadId(query),
              query.number("max-parts", PAGE, 0),
              query.number("part-number-marker", 0, 0));
      case GET_OBJECT_ACL -> new AclInput.GetObjectAcl(bucket, key);
      case PUT_OBJECT_ACL -> new AclInput.PutObjectAcl(bucket, key, headers.acl());
      case GET_OBJECT_TAGGING -> new ObjectInput.GetObjectTagging(bucket, key);
      case PUT_OBJECT_TAGGING -> new ObjectInput.PutObjectTagging(bucket, key);
      case DELETE_OBJECT_TAGGING -> new ObjectInput.DeleteObjectTagging(bucket, key);
      case GET_OBJECT_ATTRIBUTES ->
          new ObjectInput.GetObjectAttributes(
              bucket,
              key,
              headers.wantedAttributes(),
              headers.number("x-amz-max-parts", PAGE),
              headers.number("x-amz-part-number-marker", 0),
              headers.conditions().ofRead(""));
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
        range,
        headers.conditions().ifRange(),
        partNumber,
        headers.conditions().ofRead(""),
        ResponseOverrides.of(query),
        headers.wantsChecksums());
  }

  private BucketName newBucket(BucketName bucket) {
    if (strictBucketNames && !bucket.isDnsCompatible()) {
      throw new S3Exception(S3ErrorCode.INVALID_BUCKET_NAME, "The specified bucket is not valid.")
          .with("BucketName", bucket.value());
    }
    return bucket;
  }

  private static UploadId uploadId(QueryParameters query) {
    return new UploadId(query.text("uploadId"));
  }

  private static int partNumber(QueryParameters query) {
    int number = query.number("partNumber", 0, 0);
    if (number < 1 || number > MAX_PART_NUMBER) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT,
              "Part number must be an integer between 1 and 10000, inclusive")
          .with("ArgumentName", "partNumber")
          .with("ArgumentValue", query.text("partNumber"));
    }
    return number;
  }

  /**
   * Objects have one version here; its id is {@code null}, as AWS names it in buckets without
   * versioning.
   */
  private static void refuseVersions(QueryParameters query) {
    if (!query.text("versionId").isEmpty() && !query.text("versionId").equals("null")) {
      throw new S3Exception(S3ErrorCode.NOT_IMPLEMENTED, "Object versions are not implemented.");
    }
  }
}
