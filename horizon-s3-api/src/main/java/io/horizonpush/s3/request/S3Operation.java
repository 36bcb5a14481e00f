package io.horizonpush.s3.request;

import static io.horizonpush.s3.request.S3Operation.Scope.BUCKET;
import static io.horizonpush.s3.request.S3Operation.Scope.OBJECT;
import static io.horizonpush.s3.request.S3Operation.Scope.SERVICE;
import static io.horizonpush.s3.request.S3Operation.Support.NO;
import static io.horizonpush.s3.request.S3Operation.Support.UNSET;
import static io.horizonpush.s3.request.S3Operation.Support.YES;

import java.util.List;

/**
 * Every operation of the S3 API: how it is recognised on the wire, and whether this node answers
 * it.
 *
 * <p>The one table that routing, the support table in README, metrics and the conformance test are
 * driven by. A selector is a query parameter that must be present ({@code name} or {@code
 * name=value}), or with a leading {@code @} a header, of which {@code @name=type} names the media
 * type. The operation with the most selectors that are all met is the one asked for.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html">AWS:
 *     operations</a>
 */
public enum S3Operation {
  LIST_BUCKETS("ListBuckets", SERVICE, "GET", YES),
  LIST_DIRECTORY_BUCKETS("ListDirectoryBuckets", SERVICE, "GET", NO, "max-directory-buckets"),
  WRITE_GET_OBJECT_RESPONSE("WriteGetObjectResponse", SERVICE, "POST", NO, "@x-amz-request-route"),
  CREATE_BUCKET("CreateBucket", BUCKET, "PUT", YES),
  DELETE_BUCKET("DeleteBucket", BUCKET, "DELETE", YES),
  DELETE_OBJECTS("DeleteObjects", BUCKET, "POST", YES, "delete"),
  GET_BUCKET_LOCATION("GetBucketLocation", BUCKET, "GET", YES, "location"),
  HEAD_BUCKET("HeadBucket", BUCKET, "HEAD", YES),
  LIST_MULTIPART_UPLOADS("ListMultipartUploads", BUCKET, "GET", YES, "uploads"),
  LIST_OBJECTS("ListObjects", BUCKET, "GET", YES),
  LIST_OBJECTS_V2("ListObjectsV2", BUCKET, "GET", YES, "list-type=2"),
  CREATE_BUCKET_METADATA_CONFIGURATION(
      "CreateBucketMetadataConfiguration", BUCKET, "POST", NO, "metadataConfiguration"),
  CREATE_BUCKET_METADATA_TABLE_CONFIGURATION(
      "CreateBucketMetadataTableConfiguration", BUCKET, "POST", NO, "metadataTable"),
  CREATE_SESSION("CreateSession", BUCKET, "GET", NO, "session"),
  DELETE_BUCKET_ANALYTICS_CONFIGURATION(
      "DeleteBucketAnalyticsConfiguration", BUCKET, "DELETE", NO, "analytics", "id"),
  DELETE_BUCKET_CORS("DeleteBucketCors", BUCKET, "DELETE", YES, "cors"),
  DELETE_BUCKET_ENCRYPTION("DeleteBucketEncryption", BUCKET, "DELETE", NO, "encryption"),
  DELETE_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
      "DeleteBucketIntelligentTieringConfiguration",
      BUCKET,
      "DELETE",
      NO,
      "intelligent-tiering",
      "id"),
  DELETE_BUCKET_INVENTORY_CONFIGURATION(
      "DeleteBucketInventoryConfiguration", BUCKET, "DELETE", NO, "inventory", "id"),
  DELETE_BUCKET_LIFECYCLE("DeleteBucketLifecycle", BUCKET, "DELETE", NO, "lifecycle"),
  DELETE_BUCKET_METADATA_CONFIGURATION(
      "DeleteBucketMetadataConfiguration", BUCKET, "DELETE", NO, "metadataConfiguration"),
  DELETE_BUCKET_METADATA_TABLE_CONFIGURATION(
      "DeleteBucketMetadataTableConfiguration", BUCKET, "DELETE", NO, "metadataTable"),
  DELETE_BUCKET_METRICS_CONFIGURATION(
      "DeleteBucketMetricsConfiguration", BUCKET, "DELETE", NO, "metrics", "id"),
  DELETE_BUCKET_OWNERSHIP_CONTROLS(
      "DeleteBucketOwnershipControls", BUCKET, "DELETE", NO, "ownershipControls"),
  DELETE_BUCKET_POLICY("DeleteBucketPolicy", BUCKET, "DELETE", YES, "policy"),
  DELETE_BUCKET_REPLICATION("DeleteBucketReplication", BUCKET, "DELETE", NO, "replication"),
  DELETE_BUCKET_TAGGING("DeleteBucketTagging", BUCKET, "DELETE", YES, "tagging"),
  DELETE_BUCKET_WEBSITE("DeleteBucketWebsite", BUCKET, "DELETE", NO, "website"),
  DELETE_PUBLIC_ACCESS_BLOCK("DeletePublicAccessBlock", BUCKET, "DELETE", YES, "publicAccessBlock"),
  GET_BUCKET_ABAC("GetBucketAbac", BUCKET, "GET", NO, "abac"),
  GET_BUCKET_ACCELERATE_CONFIGURATION(
      "GetBucketAccelerateConfiguration", BUCKET, "GET", UNSET, "accelerate"),
  GET_BUCKET_ACL("GetBucketAcl", BUCKET, "GET", YES, "acl"),
  GET_BUCKET_ANALYTICS_CONFIGURATION(
      "GetBucketAnalyticsConfiguration", BUCKET, "GET", NO, "analytics", "id"),
  GET_BUCKET_CORS("GetBucketCors", BUCKET, "GET", YES, "cors"),
  GET_BUCKET_ENCRYPTION("GetBucketEncryption", BUCKET, "GET", UNSET, "encryption"),
  GET_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
      "GetBucketIntelligentTieringConfiguration", BUCKET, "GET", NO, "intelligent-tiering", "id"),
  GET_BUCKET_INVENTORY_CONFIGURATION(
      "GetBucketInventoryConfiguration", BUCKET, "GET", NO, "inventory", "id"),
  GET_BUCKET_LIFECYCLE_CONFIGURATION(
      "GetBucketLifecycleConfiguration", BUCKET, "GET", UNSET, "lifecycle"),
  GET_BUCKET_LIFECYCLE("GetBucketLifecycle", BUCKET, "GET", UNSET, "lifecycle"),
  GET_BUCKET_LOGGING("GetBucketLogging", BUCKET, "GET", UNSET, "logging"),
  GET_BUCKET_METADATA_CONFIGURATION(
      "GetBucketMetadataConfiguration", BUCKET, "GET", NO, "metadataConfiguration"),
  GET_BUCKET_METADATA_TABLE_CONFIGURATION(
      "GetBucketMetadataTableConfiguration", BUCKET, "GET", NO, "metadataTable"),
  GET_BUCKET_METRICS_CONFIGURATION(
      "GetBucketMetricsConfiguration", BUCKET, "GET", NO, "metrics", "id"),
  GET_BUCKET_NOTIFICATION_CONFIGURATION(
      "GetBucketNotificationConfiguration", BUCKET, "GET", UNSET, "notification"),
  GET_BUCKET_NOTIFICATION("GetBucketNotification", BUCKET, "GET", UNSET, "notification"),
  GET_BUCKET_OWNERSHIP_CONTROLS(
      "GetBucketOwnershipControls", BUCKET, "GET", UNSET, "ownershipControls"),
  GET_BUCKET_POLICY("GetBucketPolicy", BUCKET, "GET", YES, "policy"),
  GET_BUCKET_POLICY_STATUS("GetBucketPolicyStatus", BUCKET, "GET", YES, "policyStatus"),
  GET_BUCKET_REPLICATION("GetBucketReplication", BUCKET, "GET", UNSET, "replication"),
  GET_BUCKET_REQUEST_PAYMENT("GetBucketRequestPayment", BUCKET, "GET", UNSET, "requestPayment"),
  GET_BUCKET_TAGGING("GetBucketTagging", BUCKET, "GET", YES, "tagging"),
  GET_BUCKET_VERSIONING("GetBucketVersioning", BUCKET, "GET", YES, "versioning"),
  GET_BUCKET_WEBSITE("GetBucketWebsite", BUCKET, "GET", UNSET, "website"),
  GET_OBJECT_LOCK_CONFIGURATION("GetObjectLockConfiguration", BUCKET, "GET", YES, "object-lock"),
  GET_PUBLIC_ACCESS_BLOCK("GetPublicAccessBlock", BUCKET, "GET", YES, "publicAccessBlock"),
  LIST_BUCKET_ANALYTICS_CONFIGURATIONS(
      "ListBucketAnalyticsConfigurations", BUCKET, "GET", NO, "analytics"),
  LIST_BUCKET_INTELLIGENT_TIERING_CONFIGURATIONS(
      "ListBucketIntelligentTieringConfigurations", BUCKET, "GET", NO, "intelligent-tiering"),
  LIST_BUCKET_INVENTORY_CONFIGURATIONS(
      "ListBucketInventoryConfigurations", BUCKET, "GET", NO, "inventory"),
  LIST_BUCKET_METRICS_CONFIGURATIONS(
      "ListBucketMetricsConfigurations", BUCKET, "GET", NO, "metrics"),
  LIST_OBJECT_VERSIONS("ListObjectVersions", BUCKET, "GET", YES, "versions"),
  PUT_BUCKET_ABAC("PutBucketAbac", BUCKET, "PUT", NO, "abac"),
  PUT_BUCKET_ACCELERATE_CONFIGURATION(
      "PutBucketAccelerateConfiguration", BUCKET, "PUT", NO, "accelerate"),
  PUT_BUCKET_ACL("PutBucketAcl", BUCKET, "PUT", YES, "acl"),
  PUT_BUCKET_ANALYTICS_CONFIGURATION(
      "PutBucketAnalyticsConfiguration", BUCKET, "PUT", NO, "analytics", "id"),
  PUT_BUCKET_CORS("PutBucketCors", BUCKET, "PUT", YES, "cors"),
  PUT_BUCKET_ENCRYPTION("PutBucketEncryption", BUCKET, "PUT", NO, "encryption"),
  PUT_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
      "PutBucketIntelligentTieringConfiguration", BUCKET, "PUT", NO, "intelligent-tiering", "id"),
  PUT_BUCKET_INVENTORY_CONFIGURATION(
      "PutBucketInventoryConfiguration", BUCKET, "PUT", NO, "inventory", "id"),
  PUT_BUCKET_LIFECYCLE("PutBucketLifecycle", BUCKET, "PUT", NO, "lifecycle"),
  PUT_BUCKET_LIFECYCLE_CONFIGURATION(
      "PutBucketLifecycleConfiguration", BUCKET, "PUT", NO, "lifecycle"),
  PUT_BUCKET_LOGGING("PutBucketLogging", BUCKET, "PUT", NO, "logging"),
  PUT_BUCKET_METRICS_CONFIGURATION(
      "PutBucketMetricsConfiguration", BUCKET, "PUT", NO, "metrics", "id"),
  PUT_BUCKET_NOTIFICATION("PutBucketNotification", BUCKET, "PUT", NO, "notification"),
  PUT_BUCKET_NOTIFICATION_CONFIGURATION(
      "PutBucketNotificationConfiguration", BUCKET, "PUT", NO, "notification"),
  PUT_BUCKET_OWNERSHIP_CONTROLS(
      "PutBucketOwnershipControls", BUCKET, "PUT", NO, "ownershipControls"),
  PUT_BUCKET_POLICY("PutBucketPolicy", BUCKET, "PUT", YES, "policy"),
  PUT_BUCKET_REPLICATION("PutBucketReplication", BUCKET, "PUT", NO, "replication"),
  PUT_BUCKET_REQUEST_PAYMENT("PutBucketRequestPayment", BUCKET, "PUT", NO, "requestPayment"),
  PUT_BUCKET_TAGGING("PutBucketTagging", BUCKET, "PUT", YES, "tagging"),
  PUT_BUCKET_VERSIONING("PutBucketVersioning", BUCKET, "PUT", YES, "versioning"),
  PUT_BUCKET_WEBSITE("PutBucketWebsite", BUCKET, "PUT", NO, "website"),
  PUT_OBJECT_LOCK_CONFIGURATION("PutObjectLockConfiguration", BUCKET, "PUT", YES, "object-lock"),
  PUT_PUBLIC_ACCESS_BLOCK("PutPublicAccessBlock", BUCKET, "PUT", YES, "publicAccessBlock"),
  UPDATE_BUCKET_METADATA_ANNOTATION_TABLE_CONFIGURATION(
      "UpdateBucketMetadataAnnotationTableConfiguration",
      BUCKET,
      "PUT",
      NO,
      "metadataAnnotationTable"),
  UPDATE_BUCKET_METADATA_INVENTORY_TABLE_CONFIGURATION(
      "UpdateBucketMetadataInventoryTableConfiguration",
      BUCKET,
      "PUT",
      NO,
      "metadataInventoryTable"),
  UPDATE_BUCKET_METADATA_JOURNAL_TABLE_CONFIGURATION(
      "UpdateBucketMetadataJournalTableConfiguration", BUCKET, "PUT", NO, "metadataJournalTable"),
  POST_OBJECT("PostObject", BUCKET, "POST", YES, "@content-type=multipart/form-data"),
  ABORT_MULTIPART_UPLOAD("AbortMultipartUpload", OBJECT, "DELETE", YES, "uploadId"),
  COMPLETE_MULTIPART_UPLOAD("CompleteMultipartUpload", OBJECT, "POST", YES, "uploadId"),
  COPY_OBJECT("CopyObject", OBJECT, "PUT", YES, "@x-amz-copy-source"),
  CREATE_MULTIPART_UPLOAD("CreateMultipartUpload", OBJECT, "POST", YES, "uploads"),
  DELETE_OBJECT("DeleteObject", OBJECT, "DELETE", YES),
  GET_OBJECT("GetObject", OBJECT, "GET", YES),
  HEAD_OBJECT("HeadObject", OBJECT, "HEAD", YES),
  LIST_PARTS("ListParts", OBJECT, "GET", YES, "uploadId"),
  PUT_OBJECT("PutObject", OBJECT, "PUT", YES),
  UPLOAD_PART("UploadPart", OBJECT, "PUT", YES, "partNumber", "uploadId"),
  UPLOAD_PART_COPY(
      "UploadPartCopy", OBJECT, "PUT", YES, "@x-amz-copy-source", "partNumber", "uploadId"),
  DELETE_OBJECT_ANNOTATION(
      "DeleteObjectAnnotation", OBJECT, "DELETE", NO, "annotation", "annotationName"),
  DELETE_OBJECT_TAGGING("DeleteObjectTagging", OBJECT, "DELETE", YES, "tagging"),
  GET_OBJECT_ACL("GetObjectAcl", OBJECT, "GET", YES, "acl"),
  GET_OBJECT_ANNOTATION("GetObjectAnnotation", OBJECT, "GET", NO, "annotation", "annotationName"),
  GET_OBJECT_ATTRIBUTES("GetObjectAttributes", OBJECT, "GET", YES, "attributes"),
  GET_OBJECT_LEGAL_HOLD("GetObjectLegalHold", OBJECT, "GET", YES, "legal-hold"),
  GET_OBJECT_RETENTION("GetObjectRetention", OBJECT, "GET", YES, "retention"),
  GET_OBJECT_TAGGING("GetObjectTagging", OBJECT, "GET", YES, "tagging"),
  GET_OBJECT_TORRENT("GetObjectTorrent", OBJECT, "GET", NO, "torrent"),
  LIST_OBJECT_ANNOTATIONS("ListObjectAnnotations", OBJECT, "GET", NO, "annotation"),
  PUT_OBJECT_ACL("PutObjectAcl", OBJECT, "PUT", YES, "acl"),
  PUT_OBJECT_ANNOTATION("PutObjectAnnotation", OBJECT, "PUT", NO, "annotation", "annotationName"),
  PUT_OBJECT_LEGAL_HOLD("PutObjectLegalHold", OBJECT, "PUT", YES, "legal-hold"),
  PUT_OBJECT_RETENTION("PutObjectRetention", OBJECT, "PUT", YES, "retention"),
  PUT_OBJECT_TAGGING("PutObjectTagging", OBJECT, "PUT", YES, "tagging"),
  RENAME_OBJECT("RenameObject", OBJECT, "PUT", NO, "renameObject"),
  RESTORE_OBJECT("RestoreObject", OBJECT, "POST", NO, "restore"),
  SELECT_OBJECT_CONTENT("SelectObjectContent", OBJECT, "POST", NO, "select", "select-type=2"),
  UPDATE_OBJECT_ENCRYPTION("UpdateObjectEncryption", OBJECT, "PUT", NO, "encryption");

  private final String operationName;
  private final Scope scope;
  private final String method;
  private final Support support;
  private final List<String> selectors;

  S3Operation(
      String operationName, Scope scope, String method, Support support, String... selectors) {
    this.operationName = operationName;
    this.scope = scope;
    this.method = method;
    this.support = support;
    this.selectors = List.of(selectors);
  }

  /** The name in the S3 API, such as {@code GetObject}. */
  public String operationName() {
    return operationName;
  }

  public Scope scope() {
    return scope;
  }

  /** The HTTP method, in upper case. */
  public String method() {
    return method;
  }

  /** How far this node answers it. */
  public Support support() {
    return support;
  }

  /**
   * The query parameters and headers that tell this operation from others of its method and scope.
   */
  public List<String> selectors() {
    return selectors;
  }

  /** How far a node answers an operation. */
  public enum Support {
    /** It does what AWS documents. */
    YES,
    /** It answers that the feature is not set for the bucket, which here it never is. */
    UNSET,
    /** The answer is 501 NotImplemented. */
    NO
  }

  /** What an operation's path names. */
  public enum Scope {
    SERVICE,
    BUCKET,
    OBJECT
  }
}
