package io.horizonpush.s3.access;

import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.Permission;
import java.util.Optional;

/**
 * What a request may need to be allowed to do.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html">AWS:
 *     actions of S3</a>
 */
public enum Action {
  LIST_BUCKET("s3:ListBucket", Effect.READS, ListedIn.BUCKET, Permission.READ),
  LIST_VERSIONS("s3:ListBucketVersions", Effect.READS, ListedIn.BUCKET, Permission.READ),
  LIST_UPLOADS("s3:ListBucketMultipartUploads", Effect.READS, ListedIn.BUCKET, Permission.READ),
  GET_LOCATION("s3:GetBucketLocation", Effect.NEITHER),
  /** To make a bucket that is there already. */
  CREATE_BUCKET("s3:CreateBucket", Effect.OWNS),
  DELETE_BUCKET("s3:DeleteBucket", Effect.OWNS),
  GET_BUCKET_ACL("s3:GetBucketAcl", Effect.OWNS, ListedIn.BUCKET, Permission.READ_ACP),
  PUT_BUCKET_ACL("s3:PutBucketAcl", Effect.OWNS, ListedIn.BUCKET, Permission.WRITE_ACP),
  GET_BUCKET_CORS("s3:GetBucketCORS", Effect.OWNS),
  PUT_BUCKET_CORS("s3:PutBucketCORS", Effect.OWNS),
  GET_BUCKET_TAGGING("s3:GetBucketTagging", Effect.OWNS),
  PUT_BUCKET_TAGGING("s3:PutBucketTagging", Effect.OWNS),
  GET_POLICY("s3:GetBucketPolicy", Effect.OWNS),
  PUT_POLICY("s3:PutBucketPolicy", Effect.OWNS),
  DELETE_POLICY("s3:DeleteBucketPolicy", Effect.OWNS),
  GET_POLICY_STATUS("s3:GetBucketPolicyStatus", Effect.OWNS),
  GET_PUBLIC_ACCESS_BLOCK("s3:GetBucketPublicAccessBlock", Effect.OWNS),
  PUT_PUBLIC_ACCESS_BLOCK("s3:PutBucketPublicAccessBlock", Effect.OWNS),
  GET_VERSIONING("s3:GetBucketVersioning", Effect.NEITHER),
  PUT_VERSIONING("s3:PutBucketVersioning", Effect.OWNS),
  GET_LOCK_CONFIGURATION("s3:GetBucketObjectLockConfiguration", Effect.NEITHER),
  PUT_LOCK_CONFIGURATION("s3:PutBucketObjectLockConfiguration", Effect.OWNS),
  GET_ACCELERATION("s3:GetAccelerateConfiguration", Effect.NEITHER),
  GET_ENCRYPTION("s3:GetEncryptionConfiguration", Effect.NEITHER),
  GET_LIFECYCLE("s3:GetLifecycleConfiguration", Effect.NEITHER),
  GET_LOGGING("s3:GetBucketLogging", Effect.NEITHER),
  GET_NOTIFICATION("s3:GetBucketNotification", Effect.NEITHER),
  GET_OWNERSHIP_CONTROLS("s3:GetBucketOwnershipControls", Effect.NEITHER),
  GET_REPLICATION("s3:GetReplicationConfiguration", Effect.NEITHER),
  GET_REQUEST_PAYMENT("s3:GetBucketRequestPayment", Effect.NEITHER),
  GET_WEBSITE("s3:GetBucketWebsite", Effect.NEITHER),
  GET_OBJECT("s3:GetObject", Effect.READS, ListedIn.OBJECT, Permission.READ),
  GET_VERSION("s3:GetObjectVersion", Effect.READS, ListedIn.OBJECT, Permission.READ),
  GET_OBJECT_ATTRIBUTES("s3:GetObjectAttributes", Effect.READS, ListedIn.OBJECT, Permission.READ),
  GET_VERSION_ATTRIBUTES(
      "s3:GetObjectVersionAttributes", Effect.READS, ListedIn.OBJECT, Permission.READ),
  GET_OBJECT_ACL("s3:GetObjectAcl", Effect.READS, ListedIn.OBJECT, Permission.READ_ACP),
  GET_VERSION_ACL("s3:GetObjectVersionAcl", Effect.READS, ListedIn.OBJECT, Permission.READ_ACP),
  GET_OBJECT_TAGGING("s3:GetObjectTagging", Effect.READS),
  GET_VERSION_TAGGING("s3:GetObjectVersionTagging", Effect.READS),
  GET_RETENTION("s3:GetObjectRetention", Effect.READS),
  GET_LEGAL_HOLD("s3:GetObjectLegalHold", Effect.READS),
  PUT_OBJECT("s3:PutObject", Effect.WRITES, ListedIn.BUCKET, Permission.WRITE),
  PUT_OBJECT_ACL("s3:PutObjectAcl", Effect.OWNS, ListedIn.OBJECT, Permission.WRITE_ACP),
  /** To write a version with a list that opens it to nobody but its owner and the bucket's. */
  WRITE_CLOSED_ACL("s3:PutObjectAcl", Effect.WRITES, ListedIn.BUCKET, Permission.WRITE),
  /** To write a version with a list that has a name and opens it to others. */
  WRITE_OPEN_ACL("s3:PutObjectAcl", Effect.OWNS, ListedIn.BUCKET, Permission.WRITE),
  /** To write a version with grants of its own. */
  WRITE_GRANTS("s3:PutObjectAcl", Effect.OWNS),
  PUT_VERSION_ACL("s3:PutObjectVersionAcl", Effect.OWNS, ListedIn.OBJECT, Permission.WRITE_ACP),
  PUT_OBJECT_TAGGING("s3:PutObjectTagging", Effect.WRITES),
  /** To write a version with tags. */
  WRITE_TAGGING("s3:PutObjectTagging", Effect.WRITES, ListedIn.BUCKET, Permission.WRITE),
  PUT_VERSION_TAGGING("s3:PutObjectVersionTagging", Effect.WRITES),
  DELETE_OBJECT_TAGGING("s3:DeleteObjectTagging", Effect.WRITES),
  DELETE_VERSION_TAGGING("s3:DeleteObjectVersionTagging", Effect.WRITES),
  PUT_RETENTION("s3:PutObjectRetention", Effect.WRITES),
  /** To hold a version that is there, or to let go of it. */
  PUT_LEGAL_HOLD("s3:PutObjectLegalHold", Effect.REMOVES),
  /** To write a version that is held. */
  WRITE_LEGAL_HOLD("s3:PutObjectLegalHold", Effect.WRITES),
  BYPASS_GOVERNANCE("s3:BypassGovernanceRetention", Effect.OWNS),
  DELETE_OBJECT("s3:DeleteObject", Effect.WRITES, ListedIn.BUCKET, Permission.WRITE),
  /** No list gives it: whoever may write is not to destroy what was there before. */
  DELETE_VERSION("s3:DeleteObjectVersion", Effect.REMOVES),
  ABORT_UPLOAD("s3:AbortMultipartUpload", Effect.WRITES, ListedIn.BUCKET, Permission.WRITE),
  LIST_PARTS("s3:ListMultipartUploadParts", Effect.WRITES, ListedIn.BUCKET, Permission.WRITE);

  private final String policyName;
  private final Effect effect;
  private final Optional<ListedIn> listedIn;
  private final Permission permission;

  /** An action that no access control list gives. */
  Action(String policyName, Effect effect) {
    this(policyName, effect, Optional.empty(), Permission.FULL_CONTROL);
  }

  Action(String policyName, Effect effect, ListedIn listedIn, Permission permission) {
    this(policyName, effect, Optional.of(listedIn), permission);
  }

  Action(String policyName, Effect effect, Optional<ListedIn> listedIn, Permission permission) {
    this.policyName = policyName;
    this.effect = effect;
    this.listedIn = listedIn;
    this.permission = permission;
  }

  /** The name in policies, such as {@code s3:GetObject}. */
  String policyName() {
    return policyName;
  }

  /** What a grant of an access key must allow. */
  Effect effect() {
    return effect;
  }

  /** The access control list that can give it; nothing when none can. */
  Optional<ListedIn> listedIn() {
    return listedIn;
  }

  /** The permission that gives it in that list. */
  Permission permission() {
    return permission;
  }

  /** What the node must be in a bucket that it shares with others. */
  MemberMode member() {
    return switch (this) {
      case PUT_BUCKET_ACL,
          PUT_BUCKET_CORS,
          PUT_BUCKET_TAGGING,
          PUT_POLICY,
          DELETE_POLICY,
          PUT_PUBLIC_ACCESS_BLOCK,
          PUT_VERSIONING,
          PUT_LOCK_CONFIGURATION ->
          MemberMode.OWNER;
      case PUT_OBJECT_ACL, PUT_VERSION_ACL, WRITE_OPEN_ACL, WRITE_GRANTS, BYPASS_GOVERNANCE ->
          MemberMode.WRITE;
      default ->
          switch (effect) {
            case WRITES, REMOVES -> MemberMode.WRITE;
            case READS, NEITHER, OWNS -> MemberMode.READ;
          };
    };
  }

  /** What an action does to the objects of a bucket. */
  enum Effect {
    READS,
    WRITES,
    /** What it does away with is gone, whatever the bucket keeps. */
    REMOVES,
    /** It tells nothing of them: any right in the bucket is enough. */
    NEITHER,
    /** It is about the bucket itself, and no right to objects is enough. */
    OWNS
  }

  /** Whose access control list. */
  enum ListedIn {
    BUCKET,
    OBJECT
  }
}
