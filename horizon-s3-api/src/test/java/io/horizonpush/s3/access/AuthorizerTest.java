package io.horizonpush.s3.access;

import static io.horizonpush.s3.model.BucketSetting.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.filter.TestingRequests;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.policy.BucketPolicy;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestHead.Header;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.store.EmptyBuckets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole requests, parsed as the pipeline parses them, over buckets without objects. */
class AuthorizerTest extends AuthorizerQuestions {

  private static final Principal ROOT =
      holder(new Owner("root", "root"), new KeyRights.Everything());

  @ParameterizedTest
  @CsvSource({
    "GET, /bucket",
    "GET, /bucket/key",
    "HEAD, /bucket",
    "PUT, /bucket/key",
    "DELETE, /bucket/key",
    "POST, /bucket?delete",
    "DELETE, /bucket",
    "GET, /bucket?policy",
    "PUT, /bucket?policy",
    "PUT, /bucket?cors",
    "PUT, /bucket?acl",
    "GET, /bucket?versioning",
    "GET, /bucket?location",
    "PUT, /bucket/key?tagging",
    "PUT, /bucket/key?acl",
    "POST, /bucket/key?uploads",
    "PUT, /bucket/key?partNumber=1&uploadId=u",
    "DELETE, /bucket/key?uploadId=u",
    "GET, /bucket/key?uploadId=u"
  })
  void aPrivateBucket_isItsOwnersAndTheRootKeys_andNobodyElses(String method, String target) {
    assertThat(allows(Map.of(), OWNS, method, target)).isTrue();
    assertThat(allows(Map.of(), ROOT, method, target)).isTrue();
    assertThat(allows(Map.of(), new Principal.Local(OTHER), method, target)).isTrue();
    assertThat(allows(Map.of(), STRANGER, method, target)).isFalse();
    assertThat(allows(Map.of(), ANYBODY, method, target)).isFalse();
    assertThat(allows(Map.of(), granted("rw:another"), method, target)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /bucket, READ",
    "GET, /bucket?policy, READ",
    "GET, /bucket/key, READ",
    "HEAD, /bucket, READ",
    "DELETE, /bucket, READ",
    "PUT, /bucket, READ",
    "PUT, /bucket/key, WRITE",
    "DELETE, /bucket/key, WRITE",
    "DELETE, /bucket/key?versionId=null, WRITE",
    "POST, /bucket?delete, WRITE",
    "PUT, /bucket/key?tagging, WRITE",
    "PUT, /bucket/key?acl, WRITE",
    "PUT, /bucket/key?retention, WRITE",
    "PUT, /bucket/key?legal-hold, WRITE",
    "POST, /bucket/key?uploads, WRITE",
    "PUT, /bucket/key?partNumber=1&uploadId=u, WRITE",
    "PUT, /bucket?policy, OWNER",
    "DELETE, /bucket?policy, OWNER",
    "PUT, /bucket?cors, OWNER",
    "DELETE, /bucket?cors, OWNER",
    "PUT, /bucket?acl, OWNER",
    "PUT, /bucket?tagging, OWNER",
    "PUT, /bucket?versioning, OWNER",
    "PUT, /bucket?object-lock, OWNER",
    "PUT, /bucket?publicAccessBlock, OWNER",
  })
  void inASharedBucket_aNodeDoesWhatItMayAsAMember_whoeverAsks(
      String method, String target, MemberMode needed) {
    for (MemberMode mode : MemberMode.values()) {
      Bucket bucket = shared(EmptyBuckets.bucket("bucket", OWNER, Map.of()), mode);
      for (Principal principal : List.of(OWNS, ROOT, new Principal.Local(OTHER))) {
        assertThat(refusal(bucket, principal, method, target))
            .as("%s by %s as %s", target, principal, mode)
            .isEqualTo(
                mode.allows(needed) ? Optional.empty() : Optional.of(S3ErrorCode.ACCESS_DENIED));
      }
    }
  }

  private static Bucket shared(Bucket bucket, MemberMode mode) {
    return new Bucket(
        bucket.id(),
        bucket.name(),
        bucket.owner(),
        bucket.createdAt(),
        bucket.durability(),
        bucket.document(),
        bucket.settings(),
        bucket.configuration(),
        Optional.of(mode));
  }

  @Test
  void whatDoesNotExist_isForTheOperationToSay() {
    assertThat(allows(Map.of(), ANYBODY, "GET", "/absent/key")).isTrue();
    assertThat(allows(Map.of(), STRANGER, "DELETE", "/absent")).isTrue();
  }

  @Test
  void bucketsInGeneral_areForWhoeverHasAKey_andNewOnesForKeysWithoutGrants() {
    assertThat(allows(Map.of(), STRANGER, "GET", "/")).isTrue();
    assertThat(allows(Map.of(), STRANGER, "PUT", "/new-bucket")).isTrue();
    assertThat(allows(Map.of(), granted("rw:bucket"), "GET", "/")).isTrue();
    assertThat(allows(Map.of(), granted("rw:new-bucket"), "PUT", "/new-bucket")).isFalse();
    assertThat(allows(Map.of(), ANYBODY, "GET", "/")).isFalse();
    assertThat(allows(Map.of(), ANYBODY, "PUT", "/new-bucket")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "r:bucket,       GET,    /bucket/key,                true",
    "r:bucket,       GET,    /bucket,                    true",
    "r:bucket,       HEAD,   /bucket,                    true",
    "r:bucket,       GET,    /bucket?location,           true",
    "r:bucket,       PUT,    /bucket/key,                false",
    "r:bucket,       DELETE, /bucket/key,                false",
    "r:bucket,       POST,   /bucket?delete,             false",
    "r:bucket,       PUT,    /bucket/key?tagging,        false",
    "r:bucket,       GET,    /bucket/key?tagging,        true",
    "r:bucket,       GET,    /bucket?policy,             false",
    "r:bucket,       GET,    /bucket?versioning,         true",
    "w:bucket,       PUT,    /bucket/key,                true",
    "w:bucket,       POST,   /bucket/key?uploads,        true",
    "w:bucket,       HEAD,   /bucket,                    true",
    "w:bucket,       GET,    /bucket/key,                false",
    "w:bucket,       GET,    /bucket,                    false",
    "w:bucket,       PUT,    /bucket/key?acl,            false",
    "rw:bucket,      DELETE, /bucket,                    false",
    "rw:bucket,      PUT,    /bucket?policy,             false",
    "rw:bucket/in/,  PUT,    /bucket/in/key,             true",
    "rw:bucket/in/,  PUT,    /bucket/out/key,            false",
    "rw:bucket/in/,  PUT,    /bucket/in,                 false",
    "rw:bucket/in/,  GET,    /bucket?prefix=in/,         true",
    "rw:bucket/in/,  GET,    /bucket?prefix=in/a,        true",
    "rw:bucket/in/,  GET,    /bucket?prefix=i,           false",
    "rw:bucket/in/,  GET,    /bucket,                    false",
    "rw:bucket/in/,  HEAD,   /bucket,                    true",
    "rw:bucket/in/,  GET,    /bucket?uploads&prefix=in/, true",
    "rw:bucket/in/,  GET,    /bucket?uploads,            false",
    "r:bucket,       GET,    /bucket/key?versionId=null, true",
    "r:bucket,       GET,    /bucket?versions,           true",
    "r:bucket,       GET,    /bucket/key?retention,      true",
    "r:bucket,       GET,    /bucket/key?legal-hold,     true",
    "r:bucket,       GET,    /bucket?object-lock,        true",
    "r:bucket,       DELETE, /bucket/key?versionId=null, false",
    "w:bucket,       DELETE, /bucket/key?versionId=null, false",
    "w:bucket,       GET,    /bucket?versions,           false",
    "w:bucket,       GET,    /bucket/key?retention,      false",
    "rw:bucket,      DELETE, /bucket/key,                true",
    "rw:bucket,      DELETE, /bucket/key?versionId=null, false",
    "rw:bucket,      PUT,    /bucket?versioning,         false",
    "rw:bucket,      PUT,    /bucket?object-lock,        false",
    "rwd:bucket,     GET,    /bucket/key,                true",
    "rwd:bucket,     PUT,    /bucket/key,                true",
    "rwd:bucket,     DELETE, /bucket/key?versionId=null, true",
    "rwd:bucket,     PUT,    /bucket?versioning,         false",
    "rwd:bucket,     PUT,    /bucket?object-lock,        false",
    "rwd:bucket,     DELETE, /bucket,                    false",
    "rwd:bucket/in/, DELETE, /bucket/in/key?versionId=null,  true",
    "rwd:bucket/in/, DELETE, /bucket/out/key?versionId=null, false"
  })
  void aKeyWithGrants_mayDoWhatTheySay(
      String grant, String method, String target, boolean expected) {
    assertThat(allows(Map.of(), granted(grant), method, target)).isEqualTo(expected);
  }

  /** What a request sets is in its body: without it there is only the question by itself. */
  private static boolean allows(Principal principal, Need need) {
    Bucket bucket = EmptyBuckets.bucket("bucket", OWNER, Map.of());
    EmptyBuckets store = new EmptyBuckets(bucket);
    Authorizer authorizer = new Authorizer(store, store, new BucketRules());
    RequestHead head = new RequestHead("PUT", "/bucket/key", "retention", List.of());
    S3Input input = new RequestParser(new Endpoint(List.of()), false).parse(head);
    return authorizer.allows(
        TestingRequests.of(principal, head, input, authorizer.resolve(input)), need);
  }

  @ParameterizedTest
  @CsvSource({
    "w:bucket,   PUT_RETENTION,     true",
    "rw:bucket,  PUT_RETENTION,     true",
    "r:bucket,   PUT_RETENTION,     false",
    "w:bucket,   WRITE_LEGAL_HOLD,  true",
    "w:bucket,   PUT_LEGAL_HOLD,    false",
    "rw:bucket,  PUT_LEGAL_HOLD,    false",
    "rwd:bucket, PUT_LEGAL_HOLD,    true",
    "rw:bucket,  BYPASS_GOVERNANCE, false",
    "rwd:bucket, BYPASS_GOVERNANCE, false"
  })
  void aKeyWithGrants_mayLockMoreThanItMayUnlock(String grant, Action action, boolean expected) {
    Need need = Need.of(action, new BucketName("bucket"), new ObjectKey("key"));
    assertThat(allows(granted(grant), need)).isEqualTo(expected);
    assertThat(allows(OWNS, need)).isTrue();
    assertThat(allows(STRANGER, need)).isFalse();
  }

  @Test
  void toPassGovernance_isAskedForOnlyWhereTheHeaderSaysSo() {
    Header bypass = new Header("x-amz-bypass-governance-retention", "true");
    Header none = new Header("x-amz-bypass-governance-retention", "false");
    String target = "/bucket/key?versionId=null";
    assertThat(allows(Map.of(), granted("rwd:bucket"), "DELETE", target, none)).isTrue();
    assertThat(allows(Map.of(), granted("rwd:bucket"), "DELETE", target, bypass)).isFalse();
    assertThat(allows(Map.of(), OWNS, "DELETE", target, bypass)).isTrue();
    assertThat(allows(Map.of(), granted("rw:bucket"), "PUT", "/bucket/key?retention")).isTrue();
    assertThat(allows(Map.of(), granted("rw:bucket"), "PUT", "/bucket/key?retention", bypass))
        .isFalse();
    assertThat(allows(Map.of(), granted("r:bucket"), "PUT", "/bucket/key?retention")).isFalse();
    assertThat(allows(Map.of(), ANYBODY, "PUT", "/bucket/key?retention")).isFalse();
    assertThat(allows(Map.of(), ANYBODY, "PUT", "/bucket/key?legal-hold")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "GetObject,                GET,    /bucket/key?versionId=null,              false",
    "GetObjectVersion,         GET,    /bucket/key?versionId=null,              true",
    "GetObjectVersionAcl,      GET,    /bucket/key?versionId=null&acl,          true",
    "GetObjectAcl,             GET,    /bucket/key?versionId=null&acl,          false",
    "PutObjectVersionAcl,      PUT,    /bucket/key?versionId=null&acl,          true",
    "GetObjectVersionTagging,  GET,    /bucket/key?versionId=null&tagging,      true",
    "GetObjectTagging,         GET,    /bucket/key?versionId=null&tagging,      false",
    "PutObjectVersionTagging,  PUT,    /bucket/key?versionId=null&tagging,      true",
    "PutObjectTagging,         PUT,    /bucket/key?versionId=null&tagging,      false",
    "DeleteObjectVersionTagging, DELETE, /bucket/key?versionId=null&tagging,    true",
    "DeleteObject,             DELETE, /bucket/key?versionId=null,              false",
    "DeleteObjectVersion,      DELETE, /bucket/key?versionId=null,              true",
    "DeleteObjectVersion,      DELETE, /bucket/key,                             false",
    "GetObjectRetention,       GET,    /bucket/key?versionId=null&retention,    true",
    "GetObjectLegalHold,       GET,    /bucket/key?legal-hold,                  true"
  })
  void aRequestThatNamesAVersion_needsTheActionOfVersions(
      String action, String method, String target, boolean expected) {
    Map<BucketSetting, String> one =
        policy(
            "{'Effect':'Allow','Principal':'*','Action':['s3:ListBucket','s3:%s'],"
                    .formatted(action)
                + "'Resource':['arn:aws:s3:::bucket','arn:aws:s3:::bucket/*']}");
    boolean refused =
        refusal(one, STRANGER, method, target).equals(Optional.of(S3ErrorCode.ACCESS_DENIED))
            || refusal(one, STRANGER, method, target)
                .equals(Optional.of(S3ErrorCode.NO_SUCH_VERSION));
    assertThat(refused).isEqualTo(!expected);
  }

  @Test
  void aKeyWithGrants_mayDoNothingBeyondThem_whateverThePolicySays() {
    Map<BucketSetting, String> open =
        policy(
            "{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':['arn:aws:s3:::bucket',"
                + "'arn:aws:s3:::bucket/*']}");
    assertThat(allows(open, granted("r:bucket/in/"), "GET", "/bucket/out/key")).isFalse();
    assertThat(allows(open, granted("r:bucket/in/"), "PUT", "/bucket/in/key")).isFalse();
    assertThat(allows(open, ANYBODY, "PUT", "/bucket/in/key")).isTrue();
  }

  @Test
  void aCopy_needsItsSourceToo() {
    Header source = new Header("x-amz-copy-source", "/bucket/out/secret");
    assertThat(allows(Map.of(), granted("rw:bucket/in/"), "PUT", "/bucket/in/key", source))
        .isFalse();
    assertThat(
            allows(
                Map.of(), granted("rw:bucket/in/", "r:bucket/out/"), "PUT", "/bucket/in/k", source))
        .isTrue();
    assertThat(
            allows(
                Map.of(),
                granted("rw:bucket/in/"),
                "PUT",
                "/bucket/in/key?partNumber=1&uploadId=u",
                source))
        .isFalse();
  }

  @Test
  void aDenial_countsForTheOwnerAndTheRootKeyToo_butNobodyCanLockThePolicyAway() {
    Map<BucketSetting, String> closed =
        policy(
            "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':['arn:aws:s3:::bucket',"
                + "'arn:aws:s3:::bucket/*']}");
    for (Principal principal : List.of(OWNS, ROOT, new Principal.Local(OTHER))) {
      assertThat(allows(closed, principal, "GET", "/bucket/key")).isFalse();
      assertThat(allows(closed, principal, "PUT", "/bucket?policy")).isTrue();
      assertThat(allows(closed, principal, "DELETE", "/bucket?policy")).isTrue();
    }
    assertThat(allows(closed, STRANGER, "DELETE", "/bucket?policy")).isFalse();
  }

  @Test
  void aBucketMadeAgain_isMadeWithinItsPolicy() {
    Header list = new Header("x-amz-acl", "public-read");
    String bucketItself =
        "{'Effect':'Deny','Principal':'*','Action':'s3:%s','Resource':'arn:aws:s3:::bucket'}";
    Map<BucketSetting, String> noLists = policy(bucketItself.formatted("PutBucketAcl"));
    Map<BucketSetting, String> never = policy(bucketItself.formatted("CreateBucket"));

    assertThat(allows(Map.of(), OWNS, "PUT", "/bucket", list)).isTrue();
    assertThat(allows(noLists, OWNS, "PUT", "/bucket")).isTrue();
    assertThat(allows(noLists, OWNS, "PUT", "/bucket", list)).isFalse();
    assertThat(allows(never, OWNS, "PUT", "/bucket")).isFalse();
    // Whose it is, is for the operation to say.
    assertThat(allows(Map.of(), STRANGER, "PUT", "/bucket", list)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE"})
  void thePolicy_isItsOwners_whateverItAllows(String method) {
    Map<BucketSetting, String> handedOver =
        policy(
            "{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::bucket'}");
    for (Principal principal : List.of(STRANGER, ANYBODY)) {
      assertThat(refusal(handedOver, principal, method, "/bucket?policy"))
          .contains(S3ErrorCode.METHOD_NOT_ALLOWED);
      assertThat(refusal(Map.of(), principal, method, "/bucket?policy"))
          .contains(S3ErrorCode.ACCESS_DENIED);
      assertThat(allows(handedOver, principal, "GET", "/bucket?policyStatus")).isTrue();
    }
    for (Principal principal : List.of(OWNS, ROOT, new Principal.Local(OTHER))) {
      assertThat(refusal(handedOver, principal, method, "/bucket?policy")).isEmpty();
    }
    assertThat(allows(handedOver, granted("rwd:bucket"), method, "/bucket?policy")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "accelerate, GetAccelerateConfiguration",
    "encryption, GetEncryptionConfiguration",
    "lifecycle, GetLifecycleConfiguration",
    "logging, GetBucketLogging",
    "notification, GetBucketNotification",
    "ownershipControls, GetBucketOwnershipControls",
    "replication, GetReplicationConfiguration",
    "requestPayment, GetBucketRequestPayment",
    "website, GetBucketWebsite"
  })
  void aFeatureThatIsNeverSet_isAskedForByItsName(String feature, String action) {
    String target = "/bucket?" + feature;
    String statement =
        "{'Effect':'%s','Principal':'*','Action':'s3:%s','Resource':'arn:aws:s3:::bucket'}";
    assertThat(allows(Map.of(), STRANGER, "GET", target)).isFalse();
    assertThat(allows(policy(statement.formatted("Allow", action)), STRANGER, "GET", target))
        .isTrue();
    assertThat(allows(policy(statement.formatted("Deny", action)), OWNS, "GET", target)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void everyAction_canBeNamedInAPolicy(Action action) {
    String policy =
        policy(forObjects("Allow", action.policyName().substring(3))).getOrDefault(POLICY, "");
    assertThat(BucketPolicy.parseNew(policy, new BucketName("bucket")).statements()).hasSize(1);
  }

  @Test
  void aStoredPolicyThatCannotBeRead_deniesEverything_untilItsOwnerSetsAnother() {
    for (String unreadable : List.of("{", "{\"Version\":\"2099-01-01\",\"Statement\":[]}")) {
      Map<BucketSetting, String> stored = Map.of(POLICY, unreadable);
      for (Principal principal : List.of(OWNS, ROOT, STRANGER, ANYBODY)) {
        assertThat(allows(stored, principal, "GET", "/bucket/key")).isFalse();
        assertThat(allows(stored, principal, "PUT", "/bucket/key")).isFalse();
      }
      assertThat(allows(stored, OWNS, "GET", "/bucket?policy")).isTrue();
      assertThat(allows(stored, OWNS, "PUT", "/bucket?policy")).isTrue();
      assertThat(allows(stored, OWNS, "DELETE", "/bucket?policy")).isTrue();
      assertThat(allows(stored, STRANGER, "PUT", "/bucket?policy")).isFalse();
    }
  }

  @Test
  void conditions_lookAtTheRequest() {
    Map<BucketSetting, String> fromThere =
        policy(
            "{'Effect':'Allow','Principal':'*','Action':'s3:ListBucket',"
                + "'Resource':'arn:aws:s3:::bucket',"
                + "'Condition':{'IpAddress':{'aws:SourceIp':'192.0.2.0/24'}}}");
    Map<BucketSetting, String> fromElsewhere =
        policy(
            "{'Effect':'Allow','Principal':'*','Action':'s3:ListBucket',"
                + "'Resource':'arn:aws:s3:::bucket',"
                + "'Condition':{'IpAddress':{'aws:SourceIp':'198.51.100.0/24'}}}");
    Header forwarded = new Header("x-forwarded-for", "198.51.100.1");
    assertThat(allows(fromThere, ANYBODY, "GET", "/bucket")).isTrue();
    assertThat(allows(fromElsewhere, ANYBODY, "GET", "/bucket", forwarded)).isFalse();

    Map<BucketSetting, String> fewKeys =
        policy(
            "{'Effect':'Allow','Principal':'*','Action':'s3:ListBucket',"
                + "'Resource':'arn:aws:s3:::bucket',"
                + "'Condition':{'NumericLessThanEquals':{'s3:max-keys':'10'}}}");
    assertThat(allows(fewKeys, ANYBODY, "GET", "/bucket?max-keys=10")).isTrue();
    assertThat(allows(fewKeys, ANYBODY, "GET", "/bucket?max-keys=11")).isFalse();
  }
}
