package io.horizonpush.s3.model;

import static io.horizonpush.s3.model.S3Operation.Scope.BUCKET;
import static io.horizonpush.s3.model.S3Operation.Scope.OBJECT;
import static io.horizonpush.s3.model.S3Operation.Scope.SERVICE;

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
  LIST_BUCKETS("ListBuckets", SERVICE, "GET", true),
  LIST_DIRECTORY_BUCKETS("ListDirectoryBuckets", SERVICE, "GET", false, "max-directory-buckets"),
  WRITE_GET_OBJECT_RESPONSE(
      "WriteGetObjectResponse", SERVICE, "POST", false, "@x-amz-request-route"),
  CREATE_BUCKET("CreateBucket", BUCKET, "PUT", true),
  DELETE_BUCKET("DeleteBucket", BUCKET, "DELETE", true),
  DELETE_OBJECTS("DeleteObjects", BUCKET, "POST", true, "delete"),
  GET_BUCKET_LOCATION("GetBucketLocation", BUCKET, "GET", true, "location"),
  HEAD_BUCKET("HeadBucket", BUCKET, "HEAD", true),
  LIST_MULTIPART_UPLOADS("ListMultipartUploads", BUCKET, "GET", true, "uploads"),
  LIST_OBJECTS("ListObjects", BUCKET, "GET", true),
  LIST_OBJECTS_V2("ListObjectsV2", BUCKET, "GET", true, "list-type=2"),
  CREATE_BUCKET_METADATA_CONFIGURATION(
      "CreateBucketMetadataConfiguration", BUCKET, "POST", false, "metadataConfiguration"),
  CREATE_BUCKET_METADATA_TABLE_CONFIGURATION(
      "CreateBucketMetadataTableConfiguration", BUCKET, "POST", false, "metadataTable"),
  CREATE_SESSION("CreateSession", BUCKET, "GET", false, "session"),
  DELETE_BUCKET_ANALYTICS_CONFIGURATION(
      "DeleteBucketAnalyticsConfiguration", BUCKET, "DELETE", false, "analytics", "id"),
  DELETE_BUCKET_CORS("DeleteBucketCors", BUCKET, "DELETE", false, "cors"),
  DELETE_BUCKET_ENCRYPTION("DeleteBucketEncryption", BUCKET, "DELETE", false, "encryption"),
  DELETE_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
      "DeleteBucketIntelligentTieringConfiguration",
      BUCKET,
      "DELETE",
      false,
      "intelligent-tiering",
      "id"),
  DELETE_BUCKET_INVENTORY_CONFIGURATION(
      "DeleteBucketInventoryConfiguration", BUCKET, "DELETE", false, "inventory", "id"),
  DELETE_BUCKET_LIFECYCLE("DeleteBucketLifecycle", BUCKET, "DELETE", false, "lifecycle"),
  DELETE_BUCKET_METADATA_CONFIGURATION(
      "DeleteBucketMetadataConfiguration", BUCKET, "DELETE", false, "metadataConfiguration"),
  DELETE_BUCKET_METADATA_TABLE_CONFIGURATION(
      "DeleteBucketMetadataTableConfiguration", BUCKET, "DELETE", false, "metadataTable"),
  DELETE_BUCKET_METRICS_CONFIGURATION(
      "DeleteBucketMetricsConfiguration", BUCKET, "DELETE", false, "metrics", "id"),
  DELETE_BUCKET_OWNERSHIP_CONTROLS(
      "DeleteBucketOwnershipControls", BUCKET, "DELETE", false, "ownershipControls"),
  DELETE_BUCKET_POLICY("DeleteBucketPolicy", BUCKET, "DELETE", false, "policy"),
  DELETE_BUCKET_REPLICATION("DeleteBucketReplication", BUCKET, "DELETE", false, "replication"),
  DELETE_BUCKET_TAGGING("DeleteBucketTagging", BUCKET, "DELETE", false, "tagging"),
  DELETE_BUCKET_WEBSITE("DeleteBucketWebsite", BUCKET, "DELETE", false, "website"),
  DELETE_PUBLIC_ACCESS_BLOCK(
      "DeletePublicAccessBlock", BUCKET, "DELETE", false, "publicAccessBlock"),
  GET_BUCKET_ABAC("GetBucketAbac", BUCKET, "GET", false, "abac"),
  GET_BUCKET_ACCELERATE_CONFIGURATION(
      "GetBucketAccelerateConfiguration", BUCKET, "GET", false, "accelerate"),
  GET_BUCKET_ACL("GetBucketAcl", BUCKET, "GET", false, "acl"),
  GET_BUCKET_ANALYTICS_CONFIGURATION(
      "GetBucketAnalyticsConfiguration", BUCKET, "GET", false, "analytics", "id"),
  GET_BUCKET_CORS("GetBucketCors", BUCKET, "GET", false, "cors"),
  GET_BUCKET_ENCRYPTION("GetBucketEncryption", BUCKET, "GET", false, "encryption"),
  GET_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
      "GetBucketIntelligentTieringConfiguration",
      BUCKET,
      "GET",
      false,
      "intelligent-tiering",
      "id"),
  GET_BUCKET_INVENTORY_CONFIGURATION(
      "GetBucketInventoryConfiguration", BUCKET, "GET", false, "inventory", "id"),
  GET_BUCKET_LIFECYCLE("GetBucketLifecycle", BUCKET, "GET", false, "lifecycle"),
  GET_BUCKET_LIFECYCLE_CONFIGURATION(
      "GetBucketLifecycleConfiguration", BUCKET, "GET", false, "lifecycle"),
  GET_BUCKET_LOGGING("GetBucketLogging", BUCKET, "GET", false, "logging"),
  GET_BUCKET_METADATA_CONFIGURATION(
      "GetBucketMetadataConfiguration", BUCKET, "GET", false, "metadataConfiguration"),
  GET_BUCKET_METADATA_TABLE_CONFIGURATION(
      "GetBucketMetadataTableConfiguration", BUCKET, "GET", false, "metadataTable"),
  GET_BUCKET_METRICS_CONFIGURATION(
      "GetBucketMetricsConfiguration", BUCKET, "GET", false, "metrics", "id"),
  GET_BUCKET_NOTIFICATION("GetBucketNotification", BUCKET, "GET", false, "notification"),
  GET_BUCKET_NOTIFICATION_CONFIGURATION(
      "GetBucketNotificationConfiguration", BUCKET, "GET", false, "notification"),
  GET_BUCKET_OWNERSHIP_CONTROLS(
      "GetBucketOwnershipControls", BUCKET, "GET", false, "ownershipControls"),
  GET_BUCKET_POLICY("GetBucketPolicy", BUCKET, "GET", false, "policy"),
  GET_BUCKET_POLICY_STATUS("GetBucketPolicyStatus", BUCKET, "GET", false, "policyStatus"),
  GET_BUCKET_REPLICATION("GetBucketReplication", BUCKET, "GET", false, "replication"),
  GET_BUCKET_REQUEST_PAYMENT("GetBucketRequestPayment", BUCKET, "GET", false, "requestPayment"),
  GET_BUCKET_TAGGING("GetBucketTagging", BUCKET, "GET", false, "tagging"),
  GET_BUCKET_VERSIONING("GetBucketVersioning", BUCKET, "GET", false, "versioning"),
  GET_BUCKET_WEBSITE("GetBucketWebsite", BUCKET, "GET", false, "website"),
  GET_OBJECT_LOCK_CONFIGURATION("GetObjectLockConfiguration", BUCKET, "GET", false, "object-lock"),
  GET_PUBLIC_ACCESS_BLOCK("GetPublicAccessBlock", BUCKET, "GET", false, "publicAccessBlock"),
  LIST_BUCKET_ANALYTICS_CONFIGURATIONS(
      "ListBucketAnalyticsConfigurations", BUCKET, "GET", false, "analytics"),
  LIST_BUCKET_INTELLIGENT_TIERING_CONFIGURATIONS(
      "ListBucketIntelligentTieringConfigurations", BUCKET, "GET", false, "intelligent-tiering"),
  LIST_BUCKET_INVENTORY_CONFIGURATIONS(
      "ListBucketInventoryConfigurations", BUCKET, "GET", false, "inventory"),
  LIST_BUCKET_METRICS_CONFIGURATIONS(
      "ListBucketMetricsConfigurations", BUCKET, "GET", false, "metrics"),
  LIST_OBJECT_VERSIONS("ListObjectVersions", BUCKET, "GET", false, "versions"),
  PUT_BUCKET_ABAC("PutBucketAbac", BUCKET, "PUT", false, "abac"),
  PUT_BUCKET_ACCELERATE_CONFIGURATION(
      "PutBucketAccelerateConfiguration", BUCKET, "PUT", false, "accelerate"),
  PUT_BUCKET_ACL("PutBucketAcl", BUCKET, "PUT", false, "acl"),
  PUT_BUCKET_ANALYTICS_CONFIGURATION(
      "PutBucketAnalyticsConfiguration", BUCKET, "PUT", false, "analytics", "id"),
  PUT_BUCKET_CORS("PutBucketCors", BUCKET, "PUT", false, "cors"),
  PUT_BUCKET_ENCRYPTION("PutBucketEncryption", BUCKET, "PUT", false, "encryption"),
  PUT_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
      "PutBucketIntelligentTieringConfiguration",
      BUCKET,
      "PUT",
      false,
      "intelligent-tiering",
      "id"),
  PUT_BUCKET_INVENTORY_CONFIGURATION(
      "PutBucketInventoryConfiguration", BUCKET, "PUT", false, "inventory", "id"),
  PUT_BUCKET_LIFECYCLE("PutBucketLifecycle", BUCKET, "PUT", false, "lifecycle"),
  PUT_BUCKET_LIFECYCLE_CONFIGURATION(
      "PutBucketLifecycleConfiguration", BUCKET, "PUT", false, "lifecycle"),
  PUT_BUCKET_LOGGING("PutBucketLogging", BUCKET, "PUT", false, "logging"),
  PUT_BUCKET_METRICS_CONFIGURATION(
      "PutBucketMetricsConfiguration", BUCKET, "PUT", false, "metrics", "id"),
  PUT_BUCKET_NOTIFICATION("PutBucketNotification", BUCKET, "PUT", false, "notification"),
  PUT_BUCKET_NOTIFICATION_CONFIGURATION(
      "PutBucketNotificationConfiguration", BUCKET, "PUT", false, "notification"),
  PUT_BUCKET_OWNERSHIP_CONTROLS(
      "PutBucketOwnershipControls", BUCKET, "PUT", false, "ownershipControls"),
  PUT_BUCKET_POLICY("PutBucketPolicy", BUCKET, "PUT", false, "policy"),
  PUT_BUCKET_REPLICATION("PutBucketReplication", BUCKET, "PUT", false, "replication"),
  PUT_BUCKET_REQUEST_PAYMENT("PutBucketRequestPayment", BUCKET, "PUT", false, "requestPayment"),
  PUT_BUCKET_TAGGING("PutBucketTagging", BUCKET, "PUT", false, "tagging"),
  PUT_BUCKET_VERSIONING("PutBucketVersioning", BUCKET, "PUT", false, "versioning"),
  PUT_BUCKET_WEBSITE("PutBucketWebsite", BUCKET, "PUT", false, "website"),
  PUT_OBJECT_LOCK_CONFIGURATION("PutObjectLockConfiguration", BUCKET, "PUT", false, "object-lock"),
  PUT_PUBLIC_ACCESS_BLOCK("PutPublicAccessBlock", BUCKET, "PUT", false, "publicAccessBlock"),
  UPDATE_BUCKET_METADATA_ANNOTATION_TABLE_CONFIGURATION(
      "UpdateBucketMetadataAnnotationTableConfiguration",
      BUCKET,
      "PUT",
      false,
      "metadataAnnotationTable"),
  UPDATE_BUCKET_METADATA_INVENTORY_TABLE_CONFIGURATION(
      "UpdateBucketMetadataInventoryTableConfiguration",
      BUCKET,
      "PUT",
      false,
      "metadataInventoryTable"),
  UPDATE_BUCKET_METADATA_JOURNAL_TABLE_CONFIGURATION(
      "UpdateBucketMetadataJournalTableConfiguration",
      BUCKET,
      "PUT",
      false,
      "metadataJournalTable"),
  POST_OBJECT("PostObject", BUCKET, "POST", true, "@content-type=multipart/form-data"),
  ABORT_MULTIPART_UPLOAD("AbortMultipartUpload", OBJECT, "DELETE", true, "uploadId"),
  COMPLETE_MULTIPART_UPLOAD("CompleteMultipartUpload", OBJECT, "POST", true, "uploadId"),
  COPY_OBJECT("CopyObject", OBJECT, "PUT", true, "@x-amz-copy-source"),
  CREATE_MULTIPART_UPLOAD("CreateMultipartUpload", OBJECT, "POST", true, "uploads"),
  DELETE_OBJECT("DeleteObject", OBJECT, "DELETE", true),
  GET_OBJECT("GetObject", OBJECT, "GET", true),
  HEAD_OBJECT("HeadObject", OBJECT, "HEAD", true),
  LIST_PARTS("ListParts", OBJECT, "GET", true, "uploadId"),
  PUT_OBJECT("PutObject", OBJECT, "PUT", true),
  UPLOAD_PART("UploadPart", OBJECT, "PUT", true, "partNumber", "uploadId"),
  UPLOAD_PART_COPY(
      "UploadPartCopy", OBJECT, "PUT", true, "@x-amz-copy-source", "partNumber", "uploadId"),
  DELETE_OBJECT_ANNOTATION(
      "DeleteObjectAnnotation", OBJECT, "DELETE", false, "annotation", "annotationName"),
  DELETE_OBJECT_TAGGING("DeleteObjectTagging", OBJECT, "DELETE", false, "tagging"),
  GET_OBJECT_ACL("GetObjectAcl", OBJECT, "GET", false, "acl"),
  GET_OBJECT_ANNOTATION(
      "GetObjectAnnotation", OBJECT, "GET", false, "annotation", "annotationName"),
  GET_OBJECT_ATTRIBUTES("GetObjectAttributes", OBJECT, "GET", false, "attributes"),
  GET_OBJECT_LEGAL_HOLD("GetObjectLegalHold", OBJECT, "GET", false, "legal-hold"),
  GET_OBJECT_RETENTION("GetObjectRetention", OBJECT, "GET", false, "retention"),
  GET_OBJECT_TAGGING("GetObjectTagging", OBJECT, "GET", false, "tagging"),
  GET_OBJECT_TORRENT("GetObjectTorrent", OBJECT, "GET", false, "torrent"),
  LIST_OBJECT_ANNOTATIONS("ListObjectAnnotations", OBJECT, "GET", false, "annotation"),
  PUT_OBJECT_ACL("PutObjectAcl", OBJECT, "PUT", false, "acl"),
  PUT_OBJECT_ANNOTATION(
      "PutObjectAnnotation", OBJECT, "PUT", false, "annotation", "annotationName"),
  PUT_OBJECT_LEGAL_HOLD("PutObjectLegalHold", OBJECT, "PUT", false, "legal-hold"),
  PUT_OBJECT_RETENTION("PutObjectRetention", OBJECT, "PUT", false, "retention"),
  PUT_OBJECT_TAGGING("PutObjectTagging", OBJECT, "PUT", false, "tagging"),
  RENAME_OBJECT("RenameObject", OBJECT, "PUT", false, "renameObject"),
  RESTORE_OBJECT("RestoreObject", OBJECT, "POST", false, "restore"),
  SELECT_OBJECT_CONTENT("SelectObjectContent", OBJECT, "POST", false, "select", "select-type=2"),
  UPDATE_OBJECT_ENCRYPTION("UpdateObjectEncryption", OBJECT, "PUT", false, "encryption");

  private final String operationName;
  private final Scope scope;
  private final String method;
  private final boolean supported;
  private final List<String> selectors;

  S3Operation(
      String operationName, Scope scope, String method, boolean supported, String... selectors) {
    this.operationName = operationName;
    this.scope = scope;
    this.method = method;
    this.supported = supported;
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

  /** Whether this node answers it; if not, the answer is 501 NotImplemented. */
  public boolean supported() {
    return supported;
  }

  /**
   * The query parameters and headers that tell this operation from others of its method and scope.
   */
  public List<String> selectors() {
    return selectors;
  }

  /** What an operation's path names. */
  public enum Scope {
    SERVICE,
    BUCKET,
    OBJECT
  }
}
