package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.AclInput;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.LockInput;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.request.S3Operation.Scope;
import io.horizonpush.s3.request.VersioningInput;
import java.util.Optional;

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
    VersionParameter.check(operation, query);
    return switch (scope) {
      case SERVICE -> listBuckets(query);
      case BUCKET -> bucketInput(operation, new BucketName(target.bucket()), query, headers);
      case OBJECT ->
          ObjectParser.parse(
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
      case CREATE_BUCKET ->
          new BucketInput.CreateBucket(
              newBucket(bucket), headers.acl(), headers.bucketObjectLock());
      case HEAD_BUCKET -> new BucketInput.HeadBucket(bucket);
      case DELETE_BUCKET -> new BucketInput.DeleteBucket(bucket);
      case GET_BUCKET_LOCATION -> new BucketInput.GetBucketLocation(bucket);
      case DELETE_OBJECTS -> new ObjectInput.DeleteObjects(bucket, headers.bypassesGovernance());
      case POST_OBJECT -> new ObjectInput.PostForm(bucket);
      case GET_BUCKET_ACL -> new AclInput.GetBucketAcl(bucket);
      case PUT_BUCKET_ACL -> new AclInput.PutBucketAcl(bucket, headers.acl());
      case GET_BUCKET_VERSIONING -> new VersioningInput.GetBucketVersioning(bucket);
      case PUT_BUCKET_VERSIONING -> new VersioningInput.PutBucketVersioning(bucket);
      case GET_OBJECT_LOCK_CONFIGURATION -> new LockInput.GetObjectLockConfiguration(bucket);
      case PUT_OBJECT_LOCK_CONFIGURATION -> new LockInput.PutObjectLockConfiguration(bucket);
      default -> listing(operation, bucket, query);
    };
  }

  private static S3Input listing(S3Operation operation, BucketName bucket, QueryParameters query) {
    return switch (operation) {
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
              query.text("key-marker"),
              versionMarker(query));
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
      default -> SettingParser.parse(operation, bucket);
    };
  }

  private BucketName newBucket(BucketName bucket) {
    if (strictBucketNames && !bucket.isDnsCompatible()) {
      throw new S3Exception(S3ErrorCode.INVALID_BUCKET_NAME, "The specified bucket is not valid.")
          .with("BucketName", bucket.value());
    }
    return bucket;
  }

  /** The version behind which a listing goes on, which means nothing without its key. */
  private static Optional<VersionName> versionMarker(QueryParameters query) {
    Optional<String> marker = query.get("version-id-marker").filter(text -> !text.isEmpty());
    if (marker.isPresent() && query.text("key-marker").isEmpty()) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT,
              "A version-id marker cannot be specified without a key marker.")
          .with("ArgumentName", "version-id-marker")
          .with("ArgumentValue", marker.get());
    }
    return marker.map(VersionName::parse);
  }
}
