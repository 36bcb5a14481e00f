package io.horizonpush.s3.policy;

import io.horizonpush.s3.policy.Condition.Quantifier;
import io.horizonpush.s3.policy.Statement.Effect;
import java.util.List;
import java.util.Set;

/**
 * Tells whether a statement is open to the public.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status">AWS:
 *     the meaning of public</a>
 */
final class PublicAccess {

  private static final String ACCESS_POINT = "s3:dataaccesspointarn";

  /** The keys whose fixed values keep the public out. */
  private static final Set<String> RESTRICTING =
      Set.of(
          ConditionKeys.PRINCIPAL_ARN,
          ConditionKeys.USER_ID,
          "aws:sourceaccount",
          "aws:sourcearn",
          ACCESS_POINT,
          "s3:dataaccesspointaccount",
          "s3:x-amz-server-side-encryption-aws-kms-key-id");

  private PublicAccess() {}

  static boolean opens(Statement statement) {
    return statement.effect() == Effect.ALLOW
        && isForEveryone(statement)
        && statement.conditions().stream().noneMatch(PublicAccess::restricts);
  }

  private static boolean isForEveryone(Statement statement) {
    return statement.principals().negated()
        || statement.principals().values().contains(new PolicyPrincipal.Everyone());
  }

  /** A condition that holds for requests without the key restricts nobody. */
  private static boolean restricts(Condition condition) {
    boolean needsKey = !condition.ifExists() && condition.quantifier() != Quantifier.ALL;
    return needsKey
        && switch (condition.operator()) {
          case IP_ADDRESS ->
              condition.key().equals(ConditionKeys.SOURCE_IP)
                  && condition.values().stream().allMatch(PublicAccess::isNarrow);
          case STRING_EQUALS, STRING_EQUALS_IGNORE_CASE, STRING_LIKE, ARN_EQUALS, ARN_LIKE ->
              RESTRICTING.contains(condition.key())
                  && condition.values().stream().allMatch(value -> isFixed(condition, value));
          case STRING_NOT_EQUALS,
              STRING_NOT_EQUALS_IGNORE_CASE,
              STRING_NOT_LIKE,
              NUMERIC_EQUALS,
              NUMERIC_NOT_EQUALS,
              NUMERIC_LESS_THAN,
              NUMERIC_LESS_THAN_EQUALS,
              NUMERIC_GREATER_THAN,
              NUMERIC_GREATER_THAN_EQUALS,
              DATE_EQUALS,
              DATE_NOT_EQUALS,
              DATE_LESS_THAN,
              DATE_LESS_THAN_EQUALS,
              DATE_GREATER_THAN,
              DATE_GREATER_THAN_EQUALS,
              BOOL,
              BINARY_EQUALS,
              NOT_IP_ADDRESS,
              ARN_NOT_EQUALS,
              ARN_NOT_LIKE,
              NULL ->
              false;
        };
  }

  private static boolean isNarrow(ConditionValue value) {
    return value instanceof ConditionValue.Address address && address.block().isNarrow();
  }

  /** The name of an access point may have wildcards where its account has none. */
  private static boolean isFixed(Condition condition, ConditionValue value) {
    List<PolicyText> texts = value.texts();
    boolean ofAccount =
        condition.key().equals(ACCESS_POINT)
            && value instanceof ConditionValue.Arn arn
            && !arn.parts().get(4).equals(PolicyText.plain(""));
    return ofAccount ? texts.get(4).isFixed() : texts.stream().allMatch(PolicyText::isFixed);
  }
}
