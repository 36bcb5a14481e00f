package io.horizonpush.s3.model;

/**
 * The errors this node answers with, each with its HTTP status.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">AWS: error
 *     responses</a>
 */
public enum S3ErrorCode {
  ACCESS_DENIED(403, "AccessDenied"),
  ACCESS_FORBIDDEN(403, "AccessForbidden"),
  AUTHORIZATION_HEADER_MALFORMED(400, "AuthorizationHeaderMalformed"),
  AUTHORIZATION_QUERY_PARAMETERS_ERROR(400, "AuthorizationQueryParametersError"),
  BAD_DIGEST(400, "BadDigest"),
  BAD_REQUEST(400, "BadRequest"),
  BUCKET_ALREADY_EXISTS(409, "BucketAlreadyExists"),
  BUCKET_ALREADY_OWNED_BY_YOU(409, "BucketAlreadyOwnedByYou"),
  BUCKET_NOT_EMPTY(409, "BucketNotEmpty"),
  CONDITIONAL_REQUEST_CONFLICT(409, "ConditionalRequestConflict"),
  ENCRYPTION_CONFIGURATION_NOT_FOUND(404, "ServerSideEncryptionConfigurationNotFoundError"),
  ENTITY_TOO_LARGE(400, "EntityTooLarge"),
  ENTITY_TOO_SMALL(400, "EntityTooSmall"),
  ILLEGAL_VERSIONING_CONFIGURATION(400, "IllegalVersioningConfigurationException"),
  INCOMPLETE_BODY(400, "IncompleteBody"),
  INCORRECT_NUMBER_OF_FILES(400, "IncorrectNumberOfFilesInPostRequest"),
  INTERNAL_ERROR(500, "InternalError"),
  INVALID_ACCESS_KEY_ID(403, "InvalidAccessKeyId"),
  INVALID_ARGUMENT(400, "InvalidArgument"),
  INVALID_BUCKET_NAME(400, "InvalidBucketName"),
  INVALID_BUCKET_STATE(409, "InvalidBucketState"),
  INVALID_DIGEST(400, "InvalidDigest"),
  INVALID_LOCATION_CONSTRAINT(400, "InvalidLocationConstraint"),
  INVALID_OBJECT_STATE(403, "InvalidObjectState"),
  INVALID_PART(400, "InvalidPart"),
  INVALID_PART_NUMBER(416, "InvalidPartNumber"),
  INVALID_PART_ORDER(400, "InvalidPartOrder"),
  INVALID_POLICY_DOCUMENT(400, "InvalidPolicyDocument"),
  INVALID_RANGE(416, "InvalidRange"),
  INVALID_REQUEST(400, "InvalidRequest"),
  INVALID_RETENTION_PERIOD(400, "InvalidRetentionPeriod"),
  INVALID_SECURITY(403, "InvalidSecurity"),
  INVALID_TAG(400, "InvalidTag"),
  INVALID_TOKEN(400, "InvalidToken"),
  INVALID_URI(400, "InvalidURI"),
  KEY_TOO_LONG(400, "KeyTooLongError"),
  MALFORMED_ACL(400, "MalformedACLError"),
  MALFORMED_POLICY(400, "MalformedPolicy"),
  MALFORMED_POST_REQUEST(400, "MalformedPOSTRequest"),
  MALFORMED_TRAILER(400, "MalformedTrailerError"),
  MALFORMED_XML(400, "MalformedXML"),
  MAX_MESSAGE_LENGTH_EXCEEDED(400, "MaxMessageLengthExceeded"),
  MAX_POST_PRE_DATA_LENGTH_EXCEEDED(400, "MaxPostPreDataLengthExceededError"),
  METADATA_TOO_LARGE(400, "MetadataTooLarge"),
  METHOD_NOT_ALLOWED(405, "MethodNotAllowed"),
  MISSING_CONTENT_LENGTH(411, "MissingContentLength"),
  MISSING_REQUEST_BODY(400, "MissingRequestBodyError"),
  MISSING_SECURITY_HEADER(400, "MissingSecurityHeader"),
  INVALID_STORAGE_CLASS(400, "InvalidStorageClass"),
  NOT_IMPLEMENTED(501, "NotImplemented"),
  NO_SUCH_BUCKET(404, "NoSuchBucket"),
  NO_SUCH_BUCKET_POLICY(404, "NoSuchBucketPolicy"),
  NO_SUCH_CORS_CONFIGURATION(404, "NoSuchCORSConfiguration"),
  NO_SUCH_KEY(404, "NoSuchKey"),
  NO_SUCH_LIFECYCLE_CONFIGURATION(404, "NoSuchLifecycleConfiguration"),
  NO_SUCH_OBJECT_LOCK_CONFIGURATION(404, "NoSuchObjectLockConfiguration"),
  NO_SUCH_PUBLIC_ACCESS_BLOCK(404, "NoSuchPublicAccessBlockConfiguration"),
  NO_SUCH_TAG_SET(404, "NoSuchTagSet"),
  NO_SUCH_UPLOAD(404, "NoSuchUpload"),
  NO_SUCH_VERSION(404, "NoSuchVersion"),
  NO_SUCH_WEBSITE_CONFIGURATION(404, "NoSuchWebsiteConfiguration"),
  OBJECT_LOCK_CONFIGURATION_NOT_FOUND(404, "ObjectLockConfigurationNotFoundError"),
  OPERATION_ABORTED(409, "OperationAborted"),
  OWNERSHIP_CONTROLS_NOT_FOUND(404, "OwnershipControlsNotFoundError"),
  PRECONDITION_FAILED(412, "PreconditionFailed"),
  REPLICATION_CONFIGURATION_NOT_FOUND(404, "ReplicationConfigurationNotFoundError"),
  REQUEST_HEADER_SECTION_TOO_LARGE(400, "RequestHeaderSectionTooLarge"),
  REQUEST_TIMEOUT(400, "RequestTimeout"),
  REQUEST_TIME_TOO_SKEWED(403, "RequestTimeTooSkewed"),
  SERVICE_UNAVAILABLE(503, "ServiceUnavailable"),
  SIGNATURE_DOES_NOT_MATCH(403, "SignatureDoesNotMatch"),
  SLOW_DOWN(503, "SlowDown"),
  STORAGE_FULL(507, "InsufficientStorage"),
  TOO_MANY_BUCKETS(400, "TooManyBuckets"),
  UNEXPECTED_CONTENT(400, "UnexpectedContent"),
  UNRESOLVABLE_GRANT(400, "UnresolvableGrantByEmailAddress"),
  X_AMZ_CONTENT_CHECKSUM_MISMATCH(400, "XAmzContentChecksumMismatch"),
  X_AMZ_CONTENT_SHA256_MISMATCH(400, "XAmzContentSHA256Mismatch");

  private final int status;
  private final String code;

  S3ErrorCode(int status, String code) {
    this.status = status;
    this.code = code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The code as it stands in the error document. */
  public String code() {
    return code;
  }

  /**
   * Whether whoever runs the node should hear of it. A client that is told to slow down, or that
   * asks for what S3 has and this node has not, is not the node's trouble.
   */
  public boolean isTroubleOfTheNode() {
    return status >= 500 && this != NOT_IMPLEMENTED && this != SLOW_DOWN;
  }
}
