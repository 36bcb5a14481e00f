package io.horizonpush.s3.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.request.RequestHead.Header;
import io.horizonpush.s3.store.EmptyBuckets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What access control lists open, and what a write must not open by what comes with it. */
class ListsAndWritesTest extends AuthorizerQuestions {

  private static Map<BucketSetting, String> acl(CannedAcl acl) {
    return Map.of(BucketSetting.ACL, BucketRules.text(acl.of(OWNER, OWNER)));
  }

  /**
   * What a stranger needs for every write, and for a copy of a key that it may know to be absent.
   */
  private static final String WRITES =
      "{'Effect':'Allow','Principal':'*','Action':['s3:PutObject','s3:GetObject','s3:ListBucket'],"
          + "'Resource':['arn:aws:s3:::bucket','arn:aws:s3:::bucket/*']}";

  @ParameterizedTest
  @CsvSource({
    "x-amz-acl, private, PutObjectAcl",
    "x-amz-acl, bucket-owner-full-control, PutObjectAcl",
    "x-amz-acl, public-read, PutObjectAcl",
    "x-amz-grant-read, id=anybody, PutObjectAcl",
    "x-amz-grant-full-control, id=anybody, PutObjectAcl",
    "x-amz-tagging, a=b, PutObjectTagging",
    "x-amz-object-lock-legal-hold, ON, PutObjectLegalHold"
  })
  void whatComesWithAWrite_mustBeAllowedByName_andCanBeDenied(
      String header, String value, String action) {
    Header asked = new Header(header, value);
    Header source = new Header("x-amz-copy-source", "/bucket/source");
    Header replaced = new Header("x-amz-tagging-directive", "REPLACE");
    Map<BucketSetting, String> written = policy(WRITES);
    Map<BucketSetting, String> named = policy(WRITES + "," + forObjects("Allow", action));
    Map<BucketSetting, String> denied = policy(forObjects("Deny", action));

    for (Principal principal : List.of(STRANGER, ANYBODY)) {
      assertThat(allows(written, principal, "PUT", "/bucket/key")).isTrue();
      assertThat(allows(written, principal, "PUT", "/bucket/key", asked)).isFalse();
      assertThat(allows(named, principal, "PUT", "/bucket/key", asked)).isTrue();
      assertThat(allows(written, principal, "POST", "/bucket/key?uploads")).isTrue();
      assertThat(allows(written, principal, "POST", "/bucket/key?uploads", asked)).isFalse();
      assertThat(allows(named, principal, "POST", "/bucket/key?uploads", asked)).isTrue();
    }
    assertThat(allows(written, STRANGER, "PUT", "/bucket/key", source, replaced)).isTrue();
    assertThat(allows(written, STRANGER, "PUT", "/bucket/key", source, replaced, asked)).isFalse();
    assertThat(allows(named, STRANGER, "PUT", "/bucket/key", source, replaced, asked)).isTrue();
    assertThat(allows(denied, OWNS, "PUT", "/bucket/key")).isTrue();
    assertThat(allows(denied, OWNS, "PUT", "/bucket/key", asked)).isFalse();
    assertThat(allows(denied, OWNS, "POST", "/bucket/key?uploads", asked)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-acl,        private,                   true",
    "x-amz-acl,        bucket-owner-read,         true",
    "x-amz-acl,        bucket-owner-full-control, true",
    "x-amz-acl,        public-read,               false",
    "x-amz-acl,        public-read-write,         false",
    "x-amz-acl,        authenticated-read,        false",
    "x-amz-grant-read, id=anybody,                false",
    "x-amz-tagging,    a=b,                       true"
  })
  void aKeyThatMayWrite_opensNothingByThat(String header, String value, boolean expected) {
    Header asked = new Header(header, value);
    for (String grant : List.of("w:bucket", "rw:bucket", "rwd:bucket")) {
      assertThat(allows(Map.of(), granted(grant), "PUT", "/bucket/key", asked)).isEqualTo(expected);
      assertThat(allows(Map.of(), granted(grant), "POST", "/bucket/key?uploads", asked))
          .isEqualTo(expected);
    }
    assertThat(allows(Map.of(), granted("r:bucket"), "PUT", "/bucket/key", asked)).isFalse();
    assertThat(allows(Map.of(), OWNS, "PUT", "/bucket/key", asked)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-acl,                private,     true",
    "x-amz-acl,                public-read, true",
    "x-amz-tagging,            a=b,         true",
    "x-amz-grant-read,         id=anybody,  false",
    "x-amz-grant-full-control, id=anybody,  false"
  })
  void whomAListLetsWrite_mayUseListsWithANameAndTags_andGrantNothing(
      String header, String value, boolean expected) {
    Map<BucketSetting, String> open = acl(CannedAcl.PUBLIC_READ_WRITE);
    for (Principal principal : List.of(STRANGER, ANYBODY)) {
      assertThat(allows(open, principal, "PUT", "/bucket/key", new Header(header, value)))
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/bucket/key", "/bucket/key?partNumber=1&uploadId=u"})
  void aCopy_mustBeSigned_whateverIsOpen(String target) {
    Header source = new Header("x-amz-copy-source", "/bucket/source");
    String everything =
        "{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':['arn:aws:s3:::bucket',"
            + "'arn:aws:s3:::bucket/*']}";
    assertThat(allows(policy(everything), ANYBODY, "PUT", target)).isTrue();
    assertThat(allows(policy(everything), STRANGER, "PUT", target, source)).isTrue();
    assertThat(allows(policy(everything), ANYBODY, "PUT", target, source)).isFalse();
    assertThat(allows(Map.of(), new Principal.Local(OTHER), "PUT", target, source)).isTrue();
  }

  @Test
  void aMissingKey_isToldOnlyToWhoMayListIt() {
    String read =
        "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::bucket/*'}";
    String list =
        "{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'s3:ListBucket',"
            + "'Resource':'arn:aws:s3:::bucket',"
            + "'Condition':{'StringLike':{'s3:prefix':'public/*'}}}";
    assertThat(allows(policy(read), STRANGER, "GET", "/bucket/public/key")).isFalse();
    assertThat(refusal(policy(list), STRANGER, "HEAD", "/bucket/public/key"))
        .contains(S3ErrorCode.NO_SUCH_KEY);
    assertThat(allows(policy(list), STRANGER, "HEAD", "/bucket/private/key")).isFalse();
    assertThat(allows(policy(read + "," + list), ANYBODY, "GET", "/bucket/public/key")).isTrue();
    assertThat(allows(policy(list), ANYBODY, "GET", "/bucket?prefix=public/")).isTrue();
    assertThat(allows(policy(list), ANYBODY, "GET", "/bucket?prefix=private/")).isFalse();
    assertThat(allows(policy(list), ANYBODY, "GET", "/bucket")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"GET, /bucket/key", "HEAD, /bucket/key", "GET, /bucket/key?acl"})
  void whatOnlyAnAbsentObjectCouldAllow_isRefused_lestOneThatComesInBetweenIsServed(
      String method, String target) {
    assertThat(refusal(acl(CannedAcl.PUBLIC_READ), ANYBODY, method, target))
        .contains(S3ErrorCode.NO_SUCH_KEY);
    assertThat(refusal(acl(CannedAcl.PRIVATE), ANYBODY, method, target))
        .contains(S3ErrorCode.ACCESS_DENIED);
  }

  @ParameterizedTest
  @CsvSource({
    "PRIVATE, GET, /bucket, false, false",
    "PUBLIC_READ, GET, /bucket, true, true",
    "PUBLIC_READ, PUT, /bucket/key, false, false",
    "PUBLIC_READ, GET, /bucket?acl, false, false",
    "PUBLIC_READ_WRITE, PUT, /bucket/key, true, true",
    "PUBLIC_READ_WRITE, DELETE, /bucket/key, true, true",
    "PUBLIC_READ_WRITE, POST, /bucket?delete, true, true",
    "PUBLIC_READ_WRITE, DELETE, /bucket, false, false",
    "PUBLIC_READ_WRITE, PUT, /bucket?policy, false, false",
    "AUTHENTICATED_READ, GET, /bucket, true, false",
    "AUTHENTICATED_READ, PUT, /bucket/key, false, false"
  })
  void aList_opensTheBucketAsItSays(
      CannedAcl acl, String method, String target, boolean stranger, boolean anybody) {
    assertThat(allows(acl(acl), STRANGER, method, target)).isEqualTo(stranger);
    assertThat(allows(acl(acl), ANYBODY, method, target)).isEqualTo(anybody);
  }

  @Test
  void blockedPublicAccess_closesWhatListsAndPoliciesOpen() {
    String open =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
            + "\"Action\":\"s3:ListBucket\",\"Resource\":\"arn:aws:s3:::bucket\"}]}";
    String list = BucketRules.text(CannedAcl.PUBLIC_READ.of(OWNER, OWNER));
    for (Principal principal : List.of(STRANGER, ANYBODY)) {
      assertThat(
              allows(
                  Map.of(
                      BucketSetting.POLICY,
                      open,
                      BucketSetting.PUBLIC_ACCESS_BLOCK,
                      new PublicAccessBlock(false, false, false, true).text()),
                  principal,
                  "GET",
                  "/bucket"))
          .isFalse();
      assertThat(
              allows(
                  Map.of(
                      BucketSetting.ACL,
                      list,
                      BucketSetting.PUBLIC_ACCESS_BLOCK,
                      new PublicAccessBlock(false, true, false, false).text()),
                  principal,
                  "GET",
                  "/bucket"))
          .isFalse();
    }
  }

  @Test
  void aGrant_ofABucketThatHadTheName_opensNothing() {
    KeyGrant grant = KeyGrant.parse("rw:bucket");
    Principal written = holder(OTHER, new KeyRights.Granted(List.of(grant)));
    Principal earlier = holder(OTHER, new KeyRights.Granted(List.of(grant.of(new BucketId(1, 2)))));
    for (Principal principal : List.of(written, earlier)) {
      assertThat(allows(Map.of(), principal, "GET", "/bucket/key")).isFalse();
      assertThat(allows(Map.of(), principal, "PUT", "/bucket/key")).isFalse();
      assertThat(allows(Map.of(), principal, "GET", "/bucket")).isFalse();
    }
    assertThat(allows(Map.of(), granted("rw:bucket"), "GET", "/bucket/key")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIVATE", "PUBLIC_READ_WRITE", "AUTHENTICATED_READ"})
  void aStoredList_isReadAsItWasWritten(CannedAcl acl) {
    Bucket bucket = EmptyBuckets.bucket("bucket", OWNER, acl(acl));
    assertThat(new BucketRules().acl(bucket)).isEqualTo(acl.of(OWNER, OWNER));
  }
}
