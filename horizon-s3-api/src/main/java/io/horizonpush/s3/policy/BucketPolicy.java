package io.horizonpush.s3.policy;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.policy.Statement.Effect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The policy of a bucket.
 *
 * @param version {@code 2012-10-17}, or {@code 2008-10-17}, which has no variables
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html">AWS:
 *     policy elements</a>
 */
public record BucketPolicy(String version, Optional<String> id, List<Statement> statements) {

  /** Denies everything to everyone. */
  public static final BucketPolicy CLOSED =
      new BucketPolicy("2012-10-17", Optional.empty(), List.of(Statement.DENIES_ALL));

  /** The largest document, in bytes of UTF-8. */
  public static final int MAX_BYTES = 20 << 10;

  public BucketPolicy {
    statements = List.copyOf(statements);
  }

  /**
   * Reads a policy.
   *
   * @param bucket what the policy is of; it may speak of nothing else
   * @throws S3Exception {@code MalformedPolicy}, saying what is wrong
   */
  public static BucketPolicy parse(String json, BucketName bucket) {
    return PolicyParser.parse(json, Optional.of(bucket));
  }

  /** Whether a text is the policy of some bucket: nobody knows how it is called there. */
  public static boolean isOfSomeBucket(String json) {
    try {
      BucketPolicy _ = PolicyParser.parse(json, Optional.empty());
      return true;
    } catch (S3Exception e) {
      return false;
    }
  }

  /**
   * Reads a policy that is to be stored as it was sent.
   *
   * @throws S3Exception as {@link #parse} says, and for whatever in it could never apply
   */
  public static BucketPolicy parseNew(String json, BucketName bucket) {
    BucketPolicy policy = parse(json, bucket);
    NewPolicyCheck.check(policy);
    return policy;
  }

  /**
   * What the policy says of a request. A statement that denies wins over all that allow.
   *
   * <p>Throws only what the request's context throws.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">AWS:
   *     evaluation logic</a>
   */
  public Decision evaluate(PolicyRequest request) {
    Decision decision = Decision.NEITHER;
    for (Statement statement : statements) {
      // What would allow once more is not looked at: its conditions may be dear.
      boolean matters = statement.effect() == Effect.DENY || decision == Decision.NEITHER;
      if (matters && statement.appliesTo(request)) {
        if (statement.effect() == Effect.DENY) {
          return Decision.DENY;
        }
        decision = Decision.ALLOW;
      }
    }
    return decision;
  }

  /** Whether a statement opens the bucket to everyone. */
  public boolean isPublic() {
    return statements.stream().anyMatch(PublicAccess::opens);
  }

  /** The condition keys that an evaluation may ask for, in the form of {@link ConditionKeys}. */
  public Set<String> keys() {
    return statements.stream()
        .flatMap(statement -> statement.keys().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether an evaluation may ask for the tags that an object has. */
  public boolean asksForExistingTags() {
    return keys().stream().anyMatch(key -> key.startsWith(ConditionKeys.EXISTING_TAG));
  }
}
