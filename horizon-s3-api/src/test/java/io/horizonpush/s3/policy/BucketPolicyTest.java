package io.horizonpush.s3.policy;

import static io.horizonpush.s3.policy.Policies.ALICE;
import static io.horizonpush.s3.policy.Policies.BOB;
import static io.horizonpush.s3.policy.Policies.NOBODY;
import static io.horizonpush.s3.policy.Policies.OBJECT;
import static io.horizonpush.s3.policy.Policies.allow;
import static io.horizonpush.s3.policy.Policies.allowIf;
import static io.horizonpush.s3.policy.Policies.get;
import static io.horizonpush.s3.policy.Policies.parse;
import static io.horizonpush.s3.policy.Policies.policy;
import static io.horizonpush.s3.policy.Policies.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.filter.TestingRequests;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketPolicyTest {

  private static final String DENY_BOB =
      "{'Effect':'Deny','Principal':{'AWS':'id-bob'},'Action':'s3:*',"
          + "'Resource':'arn:aws:s3:::bucket/*'}";

  @Test
  void statementThatDenies_winsWhateverItsPlace() {
    for (BucketPolicy policy : List.of(policy(allow(""), DENY_BOB), policy(DENY_BOB, allow("")))) {
      assertThat(policy.evaluate(get(ALICE))).isEqualTo(Decision.ALLOW);
      assertThat(policy.evaluate(get(BOB))).isEqualTo(Decision.DENY);
      assertThat(policy.evaluate(get(NOBODY))).isEqualTo(Decision.ALLOW);
      assertThat(policy.evaluate(request(ALICE, "s3:PutObject", OBJECT, Map.of())))
          .isEqualTo(Decision.NEITHER);
      assertThat(policy.evaluate(request(ALICE, "s3:GetObject", "arn:aws:s3:::bucket", Map.of())))
          .isEqualTo(Decision.NEITHER);
    }
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "'*'|alice bob nobody",
        "{'AWS':'*'}|alice bob nobody",
        "{'AWS':'id-alice'}|alice",
        "{'AWS':'alice'}|alice",
        "{'AWS':['id-alice','id-bob']}|alice bob",
        "{'AWS':['id-alice','*']}|alice bob nobody",
        "{'AWS':'arn:aws:iam::id-alice:root'}|alice",
        "{'AWS':'arn:aws:iam::alice:root'}|alice",
        "{'AWS':'arn:aws:iam:::user/id-alice'}|alice",
        "{'AWS':'arn:aws:iam:::user/alice'}|alice",
        "{'AWS':'arn:aws:iam::id-alice:user/alice'}|alice",
        "{'AWS':'arn:aws:iam::id-alice:user/staff/id-alice'}|alice",
        "{'AWS':'arn:aws:iam::id-bob:user/alice'}|''",
        "{'AWS':'arn:aws:iam::123456789012:user/alice'}|''",
        "{'AWS':'arn:aws:iam::s3tenant1:root'}|''",
        "{'AWS':'111122223333'}|''",
        "{'AWS':'ID-ALICE'}|''",
        "{'AWS':'anonymous'}|''",
        "{'AWS':'65a011a29cdf8ec533ec3d1ccaae921c'}|''",
        "{'CanonicalUser':'id-alice'}|alice",
        "{'CanonicalUser':'alice'}|''",
        "{'CanonicalUser':'id-alice','AWS':'id-bob'}|alice bob"
      },
      delimiter = '|',
      quoteCharacter = '`')
  void principal_isNamedInTheFormsOfAws(String principal, String included) {
    BucketPolicy allowing =
        policy(allow("").replace("'Principal':'*'", "'Principal':" + principal));
    BucketPolicy denying =
        policy(
            "{'Effect':'Deny','NotPrincipal':"
                + principal
                + ",'Action':'*','Resource':'arn:aws:s3:::bucket/*'}");
    List<String> allowed = new ArrayList<>();
    List<String> spared = new ArrayList<>();
    Map.of("alice", ALICE, "bob", BOB, "nobody", NOBODY)
        .forEach(
            (name, who) -> {
              if (allowing.evaluate(get(who)) == Decision.ALLOW) {
                allowed.add(name);
              }
              if (denying.evaluate(get(who)) == Decision.NEITHER) {
                spared.add(name);
              }
            });
    String[] expected = included.equals("''") ? new String[0] : included.split(" ", -1);

    assertThat(allowed).containsExactlyInAnyOrder(expected);
    assertThat(spared).containsExactlyInAnyOrder(expected);
  }

  @Test
  void clientOnThisMachine_actsAsItsOwner() {
    Principal local = new Principal.Local(new Owner("id-bob", "bob"));

    assertThat(policy(DENY_BOB).evaluate(get(local))).isEqualTo(Decision.DENY);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "'*'|s3:GetObject|true",
        "'s3:*'|s3:GetObject|true",
        "'S3:getOBJECT'|s3:GetObject|true",
        "'s3:Get*'|s3:GetObjectAcl|true",
        "'s3:GetObject'|s3:GetObjectAcl|false",
        "'s3:GetObject?cl'|s3:GetObjectAcl|true",
        "['s3:PutObject','s3:GetObject']|s3:GetObject|true",
        "'s3:List*'|s3:GetObject|false"
      },
      delimiter = '|',
      quoteCharacter = '`')
  void action_isAPatternWhateverTheCase(String actions, String action, boolean applies) {
    String statement = allow("").replace("'s3:GetObject'", actions);

    assertThat(policy(statement).evaluate(request(ALICE, action, OBJECT, Map.of())))
        .isEqualTo(applies ? Decision.ALLOW : Decision.NEITHER);
    assertThat(
            policy(statement.replace("'Action'", "'NotAction'"))
                .evaluate(request(ALICE, action, OBJECT, Map.of())))
        .isEqualTo(applies ? Decision.NEITHER : Decision.ALLOW);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:s3:::bucket, arn:aws:s3:::bucket, true",
    "arn:aws:s3:::bucket, arn:aws:s3:::bucket/k, false",
    "arn:aws:s3:::bucket/*, arn:aws:s3:::bucket, false",
    "arn:aws:s3:::bucket/*, arn:aws:s3:::bucket/a/b, true",
    "arn:aws:s3:::bucket/*/b, arn:aws:s3:::bucket/a/c/b, true",
    "arn:aws:s3:::bucket/a?, arn:aws:s3:::bucket/ab, true",
    "arn:aws:s3:::bucket/a?, arn:aws:s3:::bucket/a, false",
    "arn:aws:s3:::bucket/A, arn:aws:s3:::bucket/a, false",
    "arn:aws:s3:::*, arn:aws:s3:::bucket, true",
    "arn:aws:s3:::*/*, arn:aws:s3:::bucket/k, true",
    "*, arn:aws:s3:::bucket/k, true",
    "arn:aws:s3:::bucket/${*}, arn:aws:s3:::bucket/*, true",
    "arn:aws:s3:::bucket/${*}, arn:aws:s3:::bucket/a, false",
    "arn:aws:s3:::bucket/${?}${$}, arn:aws:s3:::bucket/?$, true",
    "arn:aws:s3:::bucket/home/${aws:username}/*, arn:aws:s3:::bucket/home/alice/a, true",
    "arn:aws:s3:::bucket/home/${aws:username}/*, arn:aws:s3:::bucket/home/bob/a, false",
    "arn:aws:s3:::bucket/${AWS:UserId}, arn:aws:s3:::bucket/id-alice, true"
  })
  void resource_isAPatternWithVariables(String pattern, String resource, boolean applies) {
    String statement = allow("").replace("arn:aws:s3:::bucket/*", pattern);

    assertThat(policy(statement).evaluate(request(ALICE, "s3:GetObject", resource, Map.of())))
        .isEqualTo(applies ? Decision.ALLOW : Decision.NEITHER);
    assertThat(
            policy(statement.replace("'Resource'", "'NotResource'"))
                .evaluate(request(ALICE, "s3:GetObject", resource, Map.of())))
        .isEqualTo(applies ? Decision.NEITHER : Decision.ALLOW);
  }

  @Test
  void valueOfAVariable_hasNoWildcards() {
    Principal star = Policies.holder("id-star", "*");
    BucketPolicy policy = policy(allow("").replace("bucket/*", "bucket/home/${aws:username}/*"));

    assertThat(policy.evaluate(get(star))).isEqualTo(Decision.NEITHER);
  }

  @Test
  void olderVersion_hasNoVariables() {
    String statement =
        "{'Statement':" + allow("").replace("bucket/*", "bucket/${aws:username}") + "}";
    String dated = statement.replace("{'Statement'", "{'Version':'2008-10-17','Statement'");

    for (BucketPolicy policy : List.of(parse(statement), parse(dated))) {
      assertThat(policy.evaluate(at(ALICE, "alice"))).isEqualTo(Decision.NEITHER);
      assertThat(policy.evaluate(at(ALICE, "${aws:username}"))).isEqualTo(Decision.ALLOW);
    }
  }

  @Test
  void variableWithoutAValue_allowsNothingNotEvenBehindANegation() {
    String resource = "'arn:aws:s3:::bucket/${aws:username}/*'";
    String statement = allow("").replace("'arn:aws:s3:::bucket/*'", resource);
    String others = statement.replace("'Resource'", "'NotResource'");
    String condition = allowIf("{'StringNotEquals':{'aws:Referer':'${aws:username}'}}");

    for (String each : List.of(statement, others, condition)) {
      assertThat(policy(each).evaluate(at(NOBODY, "x/y"))).isEqualTo(Decision.NEITHER);
    }
    assertThat(policy(others).evaluate(at(ALICE, "x/y"))).isEqualTo(Decision.ALLOW);
    assertThat(policy(condition).evaluate(at(ALICE, "x/y"))).isEqualTo(Decision.ALLOW);
    for (String each : List.of(others, condition)) {
      assertThat(policy(each.replace("Allow", "Deny")).evaluate(at(NOBODY, "x/y")))
          .isEqualTo(Decision.DENY);
    }
  }

  @Test
  void context_isAskedOnlyForWhatMatters() {
    List<String> asked = new ArrayList<>();
    BucketPolicy policy =
        policy(
            allowIf("{'StringEquals':{'s3:ExistingObjectTag/Security':'public'}}"),
            allowIf("{'StringEquals':{'S3:existingOBJECTtag/other':'x'}}"));

    assertThat(policy.keys())
        .containsExactlyInAnyOrder("s3:existingobjecttag/Security", "s3:existingobjecttag/other");
    assertThat(policy.asksForExistingTags()).isTrue();
    assertThat(policy(allow("")).asksForExistingTags()).isFalse();
    assertThat(policy.evaluate(recording("s3:PutObject", asked))).isEqualTo(Decision.NEITHER);
    assertThat(asked).isEmpty();
    assertThat(policy.evaluate(recording("s3:GetObject", asked))).isEqualTo(Decision.ALLOW);
    assertThat(asked).containsExactly("s3:existingobjecttag/Security");
  }

  @ParameterizedTest
  @CsvSource({
    "aws:userid, id-alice, id-alice, anonymous",
    "aws:username, alice, alice, ''",
    "aws:PrincipalType, User, Account, Anonymous",
    "aws:PrincipalArn, arn:aws:iam::id-alice:user/alice, arn:aws:iam::id-alice:root, ''"
  })
  void keysAboutThePrincipal_areAnsweredWithoutTheContext(
      String key, String user, String account, String nobody) {
    Owner alice = new Owner("id-alice", "alice");
    Principal root = TestingRequests.holder("AKIA", alice, new KeyRights.Everything());

    assertThat(holds(key, user, ALICE)).isTrue();
    assertThat(holds(key, account, root)).isTrue();
    assertThat(holds(key, account, new Principal.Local(alice))).isTrue();
    assertThat(holds(key, nobody, NOBODY)).isEqualTo(!nobody.isEmpty());
    assertThat(holds(key, "forged", NOBODY)).isFalse();
  }

  private static boolean holds(String key, String value, Principal principal) {
    PolicyRequest request =
        new PolicyRequest(principal, "s3:GetObject", OBJECT, _ -> Optional.of(List.of("forged")));
    String condition = "{'StringEquals':{'" + key + "':'" + value + "'}}";
    return policy(allowIf(condition)).evaluate(request) == Decision.ALLOW;
  }

  private static PolicyRequest at(Principal principal, String key) {
    return request(principal, "s3:GetObject", "arn:aws:s3:::bucket/" + key, Map.of());
  }

  private static PolicyRequest recording(String action, List<String> asked) {
    return new PolicyRequest(
        ALICE,
        action,
        OBJECT,
        key -> {
          asked.add(key);
          return Optional.of(List.of("public"));
        });
  }
}
