package io.horizonpush.s3.policy;

import io.horizonpush.s3.request.Glob;
import java.util.List;
import java.util.Locale;

/**
 * The names of the actions on buckets and objects, so that a misspelt one is refused and not stored
 * as a rule about nothing.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html">AWS:
 *     actions of Amazon S3</a>
 */
final class ActionNames {

  private static final String PREFIX = "s3:";

  private static final List<String> NAMES =
      """
      AbortMultipartUpload BypassGovernanceRetention CreateBucket DeleteBucket DeleteBucketPolicy
      DeleteBucketWebsite DeleteObject DeleteObjectTagging DeleteObjectVersion
      DeleteObjectVersionTagging GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAcl
      GetBucketCORS GetBucketLocation GetBucketLogging GetBucketNotification
      GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy
      GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging
      GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
      GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration
      GetMetricsConfiguration GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold
      GetObjectRetention GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl
      GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging
      GetObjectVersionTorrent GetReplicationConfiguration InitiateReplication ListAllMyBuckets
      ListBucket ListBucketMultipartUploads ListBucketVersions ListMultipartUploadParts
      ObjectOwnerOverrideToBucketOwner PauseReplication PutAccelerateConfiguration
      PutAnalyticsConfiguration PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification
      PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy
      PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging PutBucketVersioning
      PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration
      PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration PutObject
      PutObjectAcl PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionAcl
      PutObjectVersionTagging PutReplicationConfiguration ReplicateDelete ReplicateObject
      ReplicateTags RestoreObject
      """
          .strip()
          .lines()
          .flatMap(line -> List.of(line.split(" ", -1)).stream())
          .map(name -> PREFIX + name.toLowerCase(Locale.ROOT))
          .toList();

  /** An action on a whole account: no bucket's policy is asked about it. */
  private static final String OF_ACCOUNT = PREFIX + "listallmybuckets";

  private ActionNames() {}

  /** Whether a pattern in lower case is about any action. */
  static boolean covers(String pattern) {
    Glob glob = Glob.of(pattern);
    return (pattern.equals("*") || pattern.startsWith(PREFIX))
        && NAMES.stream().anyMatch(glob::matches);
  }

  /** Whether a pattern that {@link #covers} an action covers one on buckets or objects. */
  static boolean coversOneOfBuckets(String pattern) {
    Glob glob = Glob.of(pattern);
    return NAMES.stream().anyMatch(name -> !name.equals(OF_ACCOUNT) && glob.matches(name));
  }
}
