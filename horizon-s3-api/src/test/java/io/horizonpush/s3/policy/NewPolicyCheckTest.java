package io.horizonpush.s3.policy;

import static io.horizonpush.s3.policy.Policies.allow;
import static io.horizonpush.s3.policy.Policies.allowIf;
import static io.horizonpush.s3.policy.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused when a policy is set, though one that is stored may have it. */
class NewPolicyCheckTest {

  private static final String ID = "0123456789abcdef".repeat(4);

  private static void refused(String statement, String message) {
    BucketPolicy stored = policy(statement);
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> NewPolicyCheck.check(stored))
        .withMessageStartingWith(message)
        .extracting(S3Exception::code)
        .isEqualTo(S3ErrorCode.MALFORMED_POLICY);
  }

  @ParameterizedTest
  @MethodSource("neverGiven")
  void condition_onWhatNoRequestHas_isRefusedWithTheReason(String key) {
    refused(
        allowIf("{'StringNotEquals':{'" + key + "':'a'}}"),
        "Policy has an invalid condition key: " + key + ", of which no request has a value here: ");
    refused(allowIf("{'Null':{'" + key + "':'true'}}"), "Policy has an invalid condition key");
  }

  static Stream<String> neverGiven() {
    return ConditionKeys.neverGiven().keySet().stream();
  }

  @Test
  void noKey_isBothGivenAndNot() {
    assertThat(ConditionKeys.given())
        .doesNotContainAnyElementsOf(ConditionKeys.neverGiven().keySet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'CanonicalUser':'alice'}",
        "{'CanonicalUser':'0123456789abcdef'}",
        "{'CanonicalUser':'0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF'}",
        "{'AWS':' '}",
        "{'AWS':'arn:aws:iam:: :root'}",
        "{'AWS':'arn:aws:iam:: :user/alice'}",
        "{'AWS':'arn:aws:iam:::user/ '}",
        "{'AWS':'a name that is longer than any that an owner of a node can have ever'}"
      })
  void principal_thatNobodyCanBe_isRefused(String principal) {
    refused(
        allow("").replace("'Principal':'*'", "'Principal':" + principal),
        "Invalid principal in policy: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'*'",
        "{'AWS':'*'}",
        "{'AWS':'alice'}",
        "{'AWS':'111122223333'}",
        "{'AWS':'%s'}",
        "{'AWS':'arn:aws:iam::alice:root'}",
        "{'AWS':'arn:aws:iam:::user/%s'}",
        "{'AWS':'arn:aws:iam::%s:user/staff/alice'}",
        "{'CanonicalUser':'%s'}"
      })
  void principal_whoMayBeAnOwnerOfAnotherNode_isAccepted(String principal) {
    String statement =
        allow("").replace("'Principal':'*'", "'Principal':" + principal.formatted(ID));
    NewPolicyCheck.check(policy(statement));
    assertThat(policy(statement).statements()).hasSize(1);
  }

  @Test
  void action_thatNoBucketsPolicyIsAskedAbout_isRefused() {
    refused(
        allow("").replace("s3:GetObject", "s3:ListAllMyBuckets"),
        "Action does not apply to any resource(s) in statement");
    NewPolicyCheck.check(policy(allow("").replace("s3:GetObject", "s3:List*")));
  }
}
