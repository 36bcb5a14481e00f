package io.horizonpush.s3.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.s3.policy.Condition.Quantifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the conditions of a statement. Stateless.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html">AWS:
 *     Condition</a>
 */
final class ConditionParser {

  private static final String ALL = "ForAllValues:";
  private static final String ANY = "ForAnyValue:";
  private static final String IF_EXISTS = "IfExists";

  private final boolean variables;

  /** A parser of a policy that knows variables or does not. */
  ConditionParser(boolean variables) {
    this.variables = variables;
  }

  /** An operator with what stands before and behind it. */
  private record Test(ConditionOperator operator, Quantifier quantifier, boolean ifExists) {}

  List<Condition> conditions(JsonNode node) {
    requireObject(node, "Condition");
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<String, JsonNode> test : node.properties()) {
      requireObject(test.getValue(), test.getKey());
      if (test.getValue().isEmpty()) {
        throw PolicyParser.malformed("Policy has an empty condition: " + test.getKey());
      }
      for (Map.Entry<String, JsonNode> key : test.getValue().properties()) {
        conditions.add(condition(test.getKey(), key.getKey(), key.getValue()));
      }
    }
    return conditions;
  }

  private Condition condition(String testName, String keyName, JsonNode values) {
    Test test = test(testName);
    String key =
        ConditionKeys.known(keyName)
            .orElseThrow(
                () -> PolicyParser.malformed("Policy has an invalid condition key: " + keyName));
    List<ConditionValue> read =
        PolicyParser.elements(values, keyName).stream()
            .map(value -> value(test.operator(), keyName, value))
            .toList();
    return new Condition(test.operator(), test.quantifier(), test.ifExists(), key, read);
  }

  private static Test test(String name) {
    Quantifier quantifier =
        name.startsWith(ALL)
            ? Quantifier.ALL
            : name.startsWith(ANY) ? Quantifier.ANY : Quantifier.NONE;
    String rest = quantifier == Quantifier.NONE ? name : name.substring(name.indexOf(':') + 1);
    boolean ifExists = rest.endsWith(IF_EXISTS);
    String bare = ifExists ? rest.substring(0, rest.length() - IF_EXISTS.length()) : rest;
    return ConditionOperator.named(bare)
        .map(operator -> new Test(operator, quantifier, ifExists))
        .filter(test -> test.operator() != ConditionOperator.NULL || name.equals("Null"))
        .orElseThrow(() -> PolicyParser.malformed("Invalid Condition type : " + name));
  }

  /** A value is a string; numbers and truth values are taken as they are written. */
  private ConditionValue value(ConditionOperator operator, String key, JsonNode value) {
    if (!value.isTextual() && !value.isNumber() && !value.isBoolean()) {
      throw PolicyParser.malformed("Invalid policy syntax: the value of " + key + " is no string");
    }
    try {
      return operator.read(value.asText(), variables);
    } catch (IllegalArgumentException e) {
      throw PolicyParser.malformed(
          "Policy has an invalid condition value for " + key + ": " + e.getMessage());
    }
  }

  private static void requireObject(JsonNode node, String element) {
    if (!node.isObject()) {
      throw PolicyParser.malformed("Invalid policy syntax: " + element + " is not an object");
    }
  }
}
