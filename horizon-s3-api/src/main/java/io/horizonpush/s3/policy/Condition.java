package io.horizonpush.s3.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One condition of a statement: an operator, a key and the values to compare with, one of which has
 * to match.
 *
 * @param ifExists whether the condition holds for a request that lacks the key
 * @param key in the form of {@link ConditionKeys}
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">AWS:
 *     condition operators</a>
 */
public record Condition(
    ConditionOperator operator,
    Quantifier quantifier,
    boolean ifExists,
    String key,
    List<ConditionValue> values) {

  /**
   * How a key's several values count.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html">AWS:
   *     set operators</a>
   */
  public enum Quantifier {
    /** There should be one value; several are taken as if any could be it. */
    NONE,
    ALL,
    ANY
  }

  public Condition {
    values = List.copyOf(values);
  }

  /** Whether it holds for a request. */
  boolean holds(PolicyRequest request) {
    Optional<List<String>> actual = request.values(key);
    if (operator == ConditionOperator.NULL) {
      String absent = Boolean.toString(actual.isEmpty());
      return values.stream().anyMatch(value -> value.matches(absent, request));
    }
    if (actual.isEmpty()) {
      return holdsWithoutKey();
    }
    return switch (quantifier) {
      case ALL -> actual.get().stream().allMatch(each -> holds(each, request));
      case ANY -> actual.get().stream().anyMatch(each -> holds(each, request));
      case NONE ->
          operator.negated()
              ? actual.get().stream().allMatch(each -> holds(each, request))
              : actual.get().stream().anyMatch(each -> holds(each, request));
    };
  }

  /** The condition keys that its values name. */
  Set<String> variables() {
    return values.stream()
        .flatMap(value -> value.texts().stream())
        .flatMap(text -> text.variables().stream())
        .collect(Collectors.toSet());
  }

  private boolean holdsWithoutKey() {
    return ifExists
        || switch (quantifier) {
          case ALL -> true;
          case ANY -> false;
          case NONE -> operator.negated();
        };
  }

  private boolean holds(String actual, PolicyRequest request) {
    return operator.negated() != values.stream().anyMatch(value -> value.matches(actual, request));
  }
}
