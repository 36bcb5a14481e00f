package io.horizonpush.s3.form;

import static io.horizonpush.s3.auth.TestingSigner.ID;
import static io.horizonpush.s3.auth.TestingSigner.SECRET;
import static io.horizonpush.s3.form.TestingForm.DEFAULT_POLICY;
import static io.horizonpush.s3.form.TestingForm.policy;
import static io.horizonpush.s3.form.TestingForm.usual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.auth.Authenticator;
import io.horizonpush.s3.auth.TestingSigner;
import io.horizonpush.s3.auth.UnsignedSender;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3Exception;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A policy that is signed but not enforced lets the holder of a form store anything anywhere
 * (CVE-2026-27607 and, for the bucket, CVE-2023-28434).
 */
class PostPolicyConditionsAreEnforcedTest {

  private static final String BUCKET = "{\"bucket\": \"bucket\"}";
  private static final String KEY = "[\"starts-with\", \"$key\", \"foo\"]";
  private static final String ACL = "{\"acl\": \"private\"}";
  private static final String TYPE = "[\"starts-with\", \"$Content-Type\", \"text/plain\"]";

  /** From Ceph's tests where they have one, by their names. */
  static Stream<Arguments> formsAgainstTheirPolicies() {
    TestingForm usual =
        TestingForm.of("key", "foo.txt", "acl", "private", "Content-Type", "text/plain");
    return Stream.of(
        Arguments.of("missing_policy_condition: no bucket", usual(policy(KEY, ACL, TYPE))),
        Arguments.of("no condition for the key", usual(policy(BUCKET, ACL, TYPE))),
        Arguments.of("no condition for the ACL", usual(policy(BUCKET, KEY, TYPE))),
        Arguments.of("no condition for the type", usual(policy(BUCKET, KEY, ACL))),
        Arguments.of("no conditions", usual(policy())),
        Arguments.of("wrong_bucket", usual(DEFAULT_POLICY).to("other")),
        Arguments.of(
            "wrong_bucket, and the right one in a field",
            TestingForm.of(
                    "bucket",
                    "bucket",
                    "key",
                    "foo.txt",
                    "acl",
                    "private",
                    "Content-Type",
                    "text/plain")
                .signedV2(DEFAULT_POLICY)
                .file("x", "bar")
                .to("other")),
        Arguments.of(
            "another bucket in a field",
            usual.with("bucket", "other").signedV2(DEFAULT_POLICY).file("x", "bar")),
        Arguments.of(
            "user_specified_header without a condition",
            usual.with("x-amz-meta-foo", "x").signedV2(DEFAULT_POLICY).file("x", "bar")),
        Arguments.of(
            "success_action_redirect without a condition",
            usual
                .with("success_action_redirect", "http://x.example")
                .signedV2(DEFAULT_POLICY)
                .file("x", "bar")),
        Arguments.of(
            "unknown field without a condition",
            usual.with("whatever", "").signedV2(DEFAULT_POLICY).file("x", "bar")),
        Arguments.of(
            "x-amz-copy-source without a condition",
            usual
                .with("x-amz-copy-source", "/other/secret")
                .signedV2(DEFAULT_POLICY)
                .file("x", "bar")),
        Arguments.of(
            "request_missing_policy_specified_field",
            usual(
                policy(BUCKET, KEY, ACL, TYPE, "[\"starts-with\", \"$x-amz-meta-foo\", \"bar\"]"))),
        Arguments.of(
            "a field that may be anything, but is not there",
            usual(policy(BUCKET, KEY, ACL, TYPE, "[\"starts-with\", \"$x-amz-meta-foo\", \"\"]"))),
        Arguments.of(
            "invalid_request_field_value",
            usual
                .with("x-amz-meta-foo", "barclamp")
                .signedV2(policy(BUCKET, KEY, ACL, TYPE, "[\"eq\", \"$x-amz-meta-foo\", \"\"]"))
                .file("x", "bar")),
        Arguments.of(
            "one of two conditions is not met",
            usual(policy(BUCKET, KEY, ACL, TYPE, "{\"key\": \"foo.png\"}"))),
        Arguments.of(
            "a value in another case",
            TestingForm.of("key", "FOO.txt", "acl", "private", "Content-Type", "text/plain")
                .signedV2(DEFAULT_POLICY)
                .file("x", "bar")),
        Arguments.of(
            "a list of types of which one is another",
            TestingForm.of("key", "foo", "acl", "private", "Content-Type", "text/plain,text/html")
                .signedV2(DEFAULT_POLICY)
                .file("x", "bar")),
        Arguments.of("expired_policy", usual(DEFAULT_POLICY.replace("T10:", "T08:"))),
        Arguments.of(
            "credential of Version 4 without a condition",
            usual.signedV4(DEFAULT_POLICY).file("x", "bar")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formsAgainstTheirPolicies")
  void formAgainstItsPolicy_isForbidden(String what, TestingForm form) {
    assertThatThrownBy(form::open)
        .as(what)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code().code()).isEqualTo("AccessDenied"))
        .hasMessageStartingWith("Invalid according to Policy: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"conditions\": [{\"bucket\": \"bucket\"}]}",
        "{\"expiration\": \"2026-11-23T10:00:00Z\"}",
        "{\"EXPIRATION\": \"2026-11-23T10:00:00Z\", \"conditions\": []}",
        "{\"expiration\": \"2026-11-23T10:00:00Z\", \"CONDITIONS\": []}",
        "{\"expiration\": \"2026-11-23 10:00:00.123456+00:00\", \"conditions\": []}",
        "{\"expiration\": 5, \"conditions\": []}",
        "{\"expiration\": \"2026-11-23T10:00:00Z\", \"conditions\": {}}",
        "{\"expiration\": \"2026-11-23T10:00:00Z\", \"conditions\": [], \"conditions\": []}",
        "{\"expiration\": \"2026-11-23T10:00:00Z\", \"conditions\": [], \"other\": []}",
        "{\"expiration\": \"2026-11-23T10:00:00Z\", \"conditions\": []} {}",
        "[]",
        " ",
        "{",
        "nonsense"
      })
  void documentThatIsNoPolicy_isRefused(String document) {
    assertInvalid(document);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"acl\": \"private\", \"key\": \"foo\"}",
        "{\"acl\": 5}",
        "{\"acl\": null}",
        "{\"acl\": [\"private\"]}",
        "[]",
        "[\"eq\", \"$key\"]",
        "[\"eq\", \"$key\", \"a\", \"b\"]",
        "[\"eq\", \"key\", \"a\"]",
        "[\"eq\", \"$\", \"a\"]",
        "[\"eq\", \"$key\", 5]",
        "[\"ends-with\", \"$key\", \"a\"]",
        "[\"not-eq\", \"$key\", \"a\"]",
        "[5, \"$key\", \"a\"]",
        "[\"content-length-range\", 0]",
        "[\"content-length-range\", -1, 0]",
        "[\"content-length-range\", 0, 1.5]",
        "[\"content-length-range\", 0, \"many\"]",
        "[\"content-length-range\", 0, 99999999999999999999]",
        "\"acl\"",
        "5",
        "null",
        "[[[[[[[[[[[[\"deep\"]]]]]]]]]]]]"
      })
  void conditionThatIsUnknownOrMalformed_isRefused(String condition) {
    assertInvalid(policy(BUCKET, KEY, ACL, TYPE, condition));
  }

  @Test
  void policyThatIsNoBase64_orNoUtf8_isRefused() {
    for (String policy : List.of("{}", "eyI\n", "/////w==", "eyI=eyI=")) {
      TestingForm form =
          TestingForm.of(
                  "AWSAccessKeyId", ID, "signature", TestingSigner.signV2(policy), "policy", policy)
              .file("x", "");
      assertCode("InvalidPolicyDocument", form);
    }
  }

  @Test
  void lengthRange_mayBeWrittenAsText_andTheNarrowestCounts() {
    PostPolicy policy =
        PostPolicyParser.parse(
            TestingForm.base64(
                policy(
                    "[\"content-length-range\", \"5\", \"100\"]",
                    "[\"content-length-range\", 0, 50]",
                    BUCKET)));
    assertThat(policy.check(Map.of("bucket", "bucket"), Instant.EPOCH))
        .isEqualTo(new LengthRange(5, 50));
  }

  /** The order matters: nothing of a document is believed, or even read, before its signature. */
  @ParameterizedTest
  @CsvSource({
    "AWSAccessKeyId, InvalidArgument",
    "signature, InvalidArgument",
    "x-amz-signature, InvalidArgument"
  })
  void signatureThatLacks_isAnInvalidArgument(String field, String code) {
    TestingForm v2 = usual("nonsense");
    TestingForm form =
        field.startsWith("x-") ? TestingForm.of("key", "k").signedV4("nonsense").file("x", "") : v2;
    assertCode(
        code,
        new TestingForm(
            form.parts().stream().filter(part -> !part.contains("\"" + field + "\"")).toList(),
            "bucket"));
  }

  @Test
  void policyThatLacks_besideASignature_isAnInvalidArgument() {
    assertCode(
        "InvalidArgument",
        TestingForm.of("key", "k", "AWSAccessKeyId", ID, "signature", "x").file("x", ""));
    assertCode(
        "InvalidArgument",
        TestingForm.of("key", "k", "policy", TestingForm.base64(DEFAULT_POLICY)).file("x", ""));
  }

  @Test
  void wrongSignatureOrKey_isForbidden_andShowsThePolicyButNoSecret() {
    String encoded = TestingForm.base64("nonsense");
    TestingForm wrong =
        TestingForm.of("AWSAccessKeyId", ID, "signature", "x", "policy", encoded).file("x", "");
    assertThatThrownBy(wrong::open)
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.code().code()).isEqualTo("SignatureDoesNotMatch");
              assertThat(e.details()).containsEntry("StringToSign", encoded);
              assertThat(e.getMessage() + e.details()).doesNotContain(SECRET);
            });
    assertCode(
        "InvalidAccessKeyId",
        TestingForm.of("AWSAccessKeyId", "foo", "signature", "x", "policy", encoded).file("x", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-algorithm, AWS4-HMAC-SHA1, AuthorizationQueryParametersError",
    "x-amz-algorithm, AWS4-ECDSA-P256-SHA256, NotImplemented",
    "x-amz-credential, AKIAIOSFODNN7EXAMPLE/20261122/us-east-1/s3/aws4_request, AuthorizationQueryParametersError",
    "x-amz-credential, AKIAIOSFODNN7EXAMPLE/20261123/us-east-1/ec2/aws4_request, AuthorizationQueryParametersError",
    "x-amz-credential, AKIAIOSFODNN7EXAMPLE/20261123/us-east-2/s3/aws4_request, SignatureDoesNotMatch",
    "x-amz-credential, nonsense, AuthorizationQueryParametersError",
    "x-amz-date, yesterday, AuthorizationQueryParametersError",
    "x-amz-date, 20261122T090000Z, AuthorizationQueryParametersError",
    "x-amz-security-token, x, InvalidToken",
    "awsaccesskeyid, x, InvalidArgument"
  })
  void credentialsOfVersion4_areChecked(String field, String value, String code) {
    TestingForm form = TestingForm.of("key", "k").signedV4(policy(BUCKET, KEY));
    List<String> others =
        form.parts().stream().filter(part -> !part.contains("\"" + field + "\"")).toList();
    assertCode(code, new TestingForm(others, "bucket").with(field, value).file("x", ""));
  }

  /**
   * The example of <a
   * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html">AWS: uploading a
   * file using HTTP POST</a>.
   */
  @Test
  void theExampleOfAws_isSignedAsPublished_andEnforced() {
    String policy =
        """
        { "expiration": "2015-12-30T12:00:00.000Z",
          "conditions": [
            {"bucket": "sigv4examplebucket"},
            ["starts-with", "$key", "user/user1/"],
            {"acl": "public-read"},
            {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},
            ["starts-with", "$Content-Type", "image/"],
            {"x-amz-meta-uuid": "14365123651274"},
            {"x-amz-server-side-encryption": "AES256"},
            ["starts-with", "$x-amz-meta-tag", ""],

            {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},
            {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
            {"x-amz-date": "20151229T000000Z" }
          ]
        }"""
            .replace("\n", "\r\n");
    Map<String, String> fields = new HashMap<>();
    fields.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
    fields.put("x-amz-credential", "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request");
    fields.put("x-amz-date", "20151229T000000Z");
    fields.put(
        "x-amz-signature", "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e");
    fields.put("policy", TestingForm.base64(policy));
    Authenticator authenticator =
        new Authenticator(TestingSigner::find, List.of("us-east-1"), new UnsignedSender.Anybody());
    assertThat(authenticator.authenticateForm(new Principal.Public(), fields))
        .isInstanceOf(Principal.KeyHolder.class);

    fields.put("bucket", "sigv4examplebucket");
    fields.put("key", "user/user1/me.png");
    fields.put("acl", "public-read");
    fields.put(
        "success_action_redirect",
        "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html");
    fields.put("content-type", "image/png");
    fields.put("x-amz-meta-uuid", "14365123651274");
    fields.put("x-amz-server-side-encryption", "AES256");
    fields.put("x-amz-meta-tag", "");
    PostPolicy document = PostPolicyParser.parse(TestingForm.base64(policy));
    Instant before = Instant.parse("2015-12-30T12:00:00Z");
    assertThat(document.check(fields, before)).isEqualTo(LengthRange.ANY);
    assertThatThrownBy(() -> document.check(fields, before.plusMillis(1)))
        .hasMessage("Invalid according to Policy: Policy expired.");
    for (String field :
        List.of("bucket", "key", "acl", "content-type", "x-amz-meta-uuid", "x-amz-date")) {
      Map<String, String> changed = new HashMap<>(fields);
      changed.put(field, "changed");
      assertThatThrownBy(() -> document.check(changed, before)).isInstanceOf(S3Exception.class);
    }
  }

  @Test
  void versionTwo_whereItIsSwitchedOff_isUnsupportedInFormsToo() {
    Authenticator off =
        new Authenticator(TestingSigner::find, List.of(), new UnsignedSender.Anybody());
    String encoded = TestingForm.base64(DEFAULT_POLICY);
    Map<String, String> fields =
        Map.of("awsaccesskeyid", ID, "signature", TestingSigner.signV2(encoded), "policy", encoded);
    assertThatThrownBy(() -> off.authenticateForm(new Principal.Public(), fields))
        .hasMessageContaining("is not supported. Please use AWS4-HMAC-SHA256.");
  }

  private static void assertInvalid(String policy) {
    assertCode("InvalidPolicyDocument", usual(policy));
  }

  private static void assertCode(String code, TestingForm form) {
    assertThatThrownBy(form::open)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code().code()).isEqualTo(code));
  }
}
