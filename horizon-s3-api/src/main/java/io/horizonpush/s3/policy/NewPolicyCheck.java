package io.horizonpush.s3.policy;

import io.horizonpush.s3.model.S3Exception;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a policy must be, besides well-formed, when it is set: whatever could never apply is
 * refused, lest its author rely on it. A policy that is stored already keeps its meaning without
 * it. Stateless.
 */
final class NewPolicyCheck {

  /** AWS's form of an owner's id, which is that of every node. */
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  /** No owner has a longer name. */
  private static final int LONGEST_NAME = 64;

  private NewPolicyCheck() {}

  /**
   * Checks a policy.
   *
   * @throws S3Exception {@code MalformedPolicy}
   */
  static void check(BucketPolicy policy) {
    Map<String, String> neverGiven = ConditionKeys.neverGiven();
    policy.keys().stream()
        .filter(neverGiven::containsKey)
        .forEach(
            key -> {
              throw PolicyParser.malformed(
                  "Policy has an invalid condition key: %s, of which no request has a value here: %s"
                      .formatted(key, neverGiven.get(key)));
            });
    for (Statement statement : policy.statements()) {
      statement.actions().values().forEach(NewPolicyCheck::checkAction);
      statement.principals().values().forEach(NewPolicyCheck::checkPrincipal);
    }
  }

  private static void checkAction(String pattern) {
    if (!ActionNames.coversOneOfBuckets(pattern)) {
      throw PolicyParser.malformed(
          "Action does not apply to any resource(s) in statement: " + pattern);
    }
  }

  /** Whether there is such an owner is not asked: it may be one of another node. */
  private static void checkPrincipal(PolicyPrincipal principal) {
    boolean wellFormed =
        switch (principal) {
          case PolicyPrincipal.Everyone _ -> true;
          case PolicyPrincipal.Account(String name) -> isName(name);
          case PolicyPrincipal.User(String account, String name) ->
              (account.isEmpty() || isName(account)) && isName(name);
          case PolicyPrincipal.CanonicalUser(String id) -> ID.matcher(id).matches();
        };
    if (!wellFormed) {
      throw PrincipalParser.invalid(principal.text());
    }
  }

  private static boolean isName(String name) {
    return !name.isBlank() && name.length() <= LONGEST_NAME;
  }
}
