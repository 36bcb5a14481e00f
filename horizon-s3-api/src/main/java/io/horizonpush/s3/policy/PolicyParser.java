package io.horizonpush.s3.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.policy.Statement.Effect;
import io.horizonpush.s3.policy.Statement.Listed;
import io.horizonpush.s3.request.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads policies. Whatever it does not know it refuses: an element that was skipped could be the
 * one that should have kept somebody out.
 *
 * <p>Confined to one thread: one parser reads one policy.
 */
final class PolicyParser {

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(16).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final int MAX_MESSAGE = 500;

  private static final String NEW = "2012-10-17";
  private static final String OLD = "2008-10-17";
  private static final String ARN = "arn:aws:s3:::";

  private static final Set<String> OF_POLICY = Set.of("Version", "Id", "Statement");
  private static final Set<String> OF_STATEMENT =
      Set.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");

  private final Optional<BucketName> bucket;
  private final boolean variables;

  private PolicyParser(Optional<BucketName> bucket, boolean variables) {
    this.bucket = bucket;
    this.variables = variables;
  }

  /**
   * @param bucket what alone the policy may speak of; nothing for any bucket
   */
  static BucketPolicy parse(String json, Optional<BucketName> bucket) {
    if (json.getBytes(StandardCharsets.UTF_8).length > BucketPolicy.MAX_BYTES) {
      throw malformed("Policy exceeds the maximum allowed document size.");
    }
    JsonNode root = tree(json);
    known(root, OF_POLICY);
    String version = root.has("Version") ? text(root.get("Version"), "Version") : OLD;
    if (!version.equals(NEW) && !version.equals(OLD)) {
      throw malformed("The policy must contain a valid version string: " + NEW + " or " + OLD);
    }
    JsonNode statements = required(root, "Statement");
    PolicyParser parser = new PolicyParser(bucket, version.equals(NEW));
    return new BucketPolicy(
        version,
        optionalText(root, "Id"),
        elements(statements, "Statement").stream().map(parser::statement).toList());
  }

  /** The error for a policy that cannot be taken; it may quote the policy, but not all of it. */
  static S3Exception malformed(String message) {
    return new S3Exception(
        S3ErrorCode.MALFORMED_POLICY,
        message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "...");
  }

  /** One value, or a list of some, of an element. */
  static List<JsonNode> elements(JsonNode node, String element) {
    if (!node.isArray()) {
      return List.of(node);
    }
    List<JsonNode> elements = new ArrayList<>();
    node.forEach(elements::add);
    if (elements.isEmpty()) {
      throw malformed("Policy has an empty " + element);
    }
    return elements;
  }

  /** The text of an element. */
  static String text(JsonNode node, String element) {
    if (!node.isTextual()) {
      throw malformed("Invalid policy syntax: " + element + " is not a string");
    }
    return node.textValue();
  }

  private static JsonNode tree(String json) {
    try {
      JsonNode root = JSON.readTree(json);
      if (root.isObject()) {
        return root;
      }
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage();
      if (reason.startsWith("Duplicate")) {
        throw malformed(reason);
      }
    }
    throw malformed("Policies must be valid JSON and the first byte must be '{'");
  }

  private Statement statement(JsonNode statement) {
    if (!statement.isObject()) {
      throw malformed("Invalid policy syntax: Statement is not an object");
    }
    known(statement, OF_STATEMENT);
    Effect effect = effect(text(required(statement, "Effect"), "Effect"));
    Listed<PolicyPrincipal> principals =
        either(statement, "Principal", PrincipalParser::principals);
    if (principals.negated() && effect == Effect.ALLOW) {
      throw malformed("Allow with NotPrincipal is not allowed.");
    }
    return new Statement(
        optionalText(statement, "Sid"),
        effect,
        principals,
        either(statement, "Action", node -> texts(node, "Action", PolicyParser::action)),
        either(statement, "Resource", node -> texts(node, "Resource", this::resource)),
        statement.has("Condition")
            ? new ConditionParser(variables).conditions(statement.get("Condition"))
            : List.of());
  }

  /** An element or its negation, of which there has to be one. */
  private static <T> Listed<T> either(
      JsonNode statement, String element, Function<JsonNode, List<T>> reader) {
    boolean negated = statement.has("Not" + element);
    if (negated && statement.has(element)) {
      throw malformed("Statement has both " + element + " and Not" + element);
    }
    return new Listed<>(
        negated,
        reader.apply(
            negated ? required(statement, "Not" + element) : required(statement, element)));
  }

  private static <T> List<T> texts(JsonNode node, String element, Function<String, T> reader) {
    return elements(node, element).stream().map(each -> reader.apply(text(each, element))).toList();
  }

  private static Effect effect(String effect) {
    return switch (effect) {
      case "Allow" -> Effect.ALLOW;
      case "Deny" -> Effect.DENY;
      default -> throw malformed("Invalid effect: " + effect);
    };
  }

  private static String action(String action) {
    String lowerCase = action.toLowerCase(Locale.ROOT);
    if (!ActionNames.covers(lowerCase)) {
      throw malformed("Policy has invalid action: " + action);
    }
    return lowerCase;
  }

  private PolicyText resource(String resource) {
    PolicyText text = policyText(resource);
    if (!reachesBucket(text.widest()) || !(resource.equals("*") || resource.startsWith(ARN))) {
      throw malformed("Policy has invalid resource: " + resource);
    }
    return text;
  }

  private boolean reachesBucket(Glob glob) {
    return bucket
        .map(name -> ARN + name.value())
        .map(ours -> glob.matches(ours) || glob.matchesSomethingBehind(ours + "/"))
        .orElse(true);
  }

  private PolicyText policyText(String text) {
    try {
      return variables ? PolicyText.parse(text) : PolicyText.plain(text);
    } catch (IllegalArgumentException e) {
      throw malformed("Policy has invalid resource: " + e.getMessage());
    }
  }

  private static JsonNode required(JsonNode parent, String element) {
    JsonNode node = parent.get(element);
    if (node == null) {
      throw malformed("Missing required field " + element);
    }
    return node;
  }

  private static Optional<String> optionalText(JsonNode parent, String element) {
    return Optional.ofNullable(parent.get(element)).map(node -> text(node, element));
  }

  private static void known(JsonNode node, Set<String> elements) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!elements.contains(name)) {
                throw malformed("Unknown field " + name);
              }
            });
  }
}
