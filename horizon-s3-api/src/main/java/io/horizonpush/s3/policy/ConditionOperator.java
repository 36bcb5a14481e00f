package io.horizonpush.s3.policy;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * How a condition compares.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">AWS:
 *     condition operators</a>
 */
public enum ConditionOperator {
  STRING_EQUALS("StringEquals", false, ConditionValue.Same::parse),
  STRING_NOT_EQUALS("StringNotEquals", true, ConditionValue.Same::parse),
  STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, ConditionValue.SameLetters::parse),
  STRING_NOT_EQUALS_IGNORE_CASE(
      "StringNotEqualsIgnoreCase", true, ConditionValue.SameLetters::parse),
  STRING_LIKE("StringLike", false, ConditionValue.Like::parse),
  STRING_NOT_LIKE("StringNotLike", true, ConditionValue.Like::parse),
  NUMERIC_EQUALS("NumericEquals", false, number(Comparison.EQUAL)),
  NUMERIC_NOT_EQUALS("NumericNotEquals", true, number(Comparison.EQUAL)),
  NUMERIC_LESS_THAN("NumericLessThan", false, number(Comparison.LESS)),
  NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false, number(Comparison.LESS_OR_EQUAL)),
  NUMERIC_GREATER_THAN("NumericGreaterThan", false, number(Comparison.GREATER)),
  NUMERIC_GREATER_THAN_EQUALS(
      "NumericGreaterThanEquals", false, number(Comparison.GREATER_OR_EQUAL)),
  DATE_EQUALS("DateEquals", false, date(Comparison.EQUAL)),
  DATE_NOT_EQUALS("DateNotEquals", true, date(Comparison.EQUAL)),
  DATE_LESS_THAN("DateLessThan", false, date(Comparison.LESS)),
  DATE_LESS_THAN_EQUALS("DateLessThanEquals", false, date(Comparison.LESS_OR_EQUAL)),
  DATE_GREATER_THAN("DateGreaterThan", false, date(Comparison.GREATER)),
  DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false, date(Comparison.GREATER_OR_EQUAL)),
  BOOL("Bool", false, ConditionValue.Truth::parse),
  BINARY_EQUALS("BinaryEquals", false, ConditionValue.Binary::parse),
  IP_ADDRESS("IpAddress", false, ConditionValue.Address::parse),
  NOT_IP_ADDRESS("NotIpAddress", true, ConditionValue.Address::parse),
  // AWS: ArnEquals and ArnLike behave identically.
  ARN_EQUALS("ArnEquals", false, ConditionValue.Arn::parse),
  ARN_NOT_EQUALS("ArnNotEquals", true, ConditionValue.Arn::parse),
  ARN_LIKE("ArnLike", false, ConditionValue.Arn::parse),
  ARN_NOT_LIKE("ArnNotLike", true, ConditionValue.Arn::parse),
  NULL("Null", false, ConditionValue.Truth::parse);

  private final String text;
  private final boolean negated;
  private final BiFunction<String, Boolean, ConditionValue> reader;

  ConditionOperator(
      String text, boolean negated, BiFunction<String, Boolean, ConditionValue> reader) {
    this.text = text;
    this.negated = negated;
    this.reader = reader;
  }

  /** The operator of a name, whose case counts. */
  static Optional<ConditionOperator> named(String text) {
    return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
  }

  /** Whether the condition holds where no value matches. */
  boolean negated() {
    return negated;
  }

  /**
   * Reads a value to compare with.
   *
   * @param variables whether policy variables are known
   * @throws IllegalArgumentException when the operator cannot compare with it
   */
  ConditionValue read(String value, boolean variables) {
    return reader.apply(value, variables);
  }

  private static BiFunction<String, Boolean, ConditionValue> number(Comparison comparison) {
    return (text, _) -> ConditionValue.Numeric.parse(text, comparison);
  }

  private static BiFunction<String, Boolean, ConditionValue> date(Comparison comparison) {
    return (text, _) -> ConditionValue.Date.parse(text, comparison);
  }
}
