package io.horizonpush.s3.form;

import static io.horizonpush.s3.form.PostCondition.lower;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.horizonpush.s3.model.S3Exception;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads a policy document. Whatever it does not know, it refuses: a condition passed over would be
 * one that is not enforced. Thread-safe.
 */
final class PostPolicyParser {

  private static final int DEEPEST = 8;
  private static final Pattern BYTES = Pattern.compile("\\d{1,18}");

  /** AWS has a dollar sign escaped by a backslash, which JSON does not know. */
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PostPolicyParser() {}

  /**
   * The policy in a form's field.
   *
   * @throws S3Exception {@code InvalidPolicyDocument}
   */
  static PostPolicy parse(String base64) {
    JsonNode document = json(base64);
    if (!document.isObject()) {
      throw FormErrors.badPolicy("Invalid JSON.");
    }
    Set<String> names =
        document.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    for (String name : List.of("expiration", "conditions")) {
      if (!names.contains(name)) {
        throw FormErrors.badPolicy("Policy missing " + name + ".");
      }
    }
    if (names.size() > 2) {
      throw FormErrors.badPolicy("Unexpected property.");
    }
    JsonNode conditions = document.path("conditions");
    if (!conditions.isArray()) {
      throw FormErrors.badPolicy("Conditions must be a list.");
    }
    List<PostCondition> parsed = new ArrayList<>();
    conditions.forEach(condition -> parsed.add(condition(condition)));
    return new PostPolicy(expiration(document.path("expiration")), parsed);
  }

  private static JsonNode json(String base64) {
    try {
      return JSON.readTree(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
              .toString());
    } catch (IllegalArgumentException e) {
      throw FormErrors.badPolicy("Invalid Base64 Encoding.");
    } catch (CharacterCodingException | JsonProcessingException e) {
      throw FormErrors.badPolicy("Invalid JSON.");
    }
  }

  private static Instant expiration(JsonNode node) {
    try {
      return Instant.parse(text(node, "expiration"));
    } catch (DateTimeParseException e) {
      throw FormErrors.badPolicy("Invalid 'expiration' value: '" + node.asText() + "'");
    }
  }

  private static PostCondition condition(JsonNode node) {
    if (node.isObject()) {
      if (node.size() != 1) {
        throw FormErrors.badPolicy(
            "Invalid Simple-Condition: Simple-Conditions must have exactly one property"
                + " specified.");
      }
      Map.Entry<String, JsonNode> only = node.properties().iterator().next();
      return new PostCondition.Equal(lower(only.getKey()), text(only.getValue(), "condition"));
    }
    if (!node.isArray() || node.size() != 3) {
      throw FormErrors.badPolicy("Invalid Condition: a condition has three elements.");
    }
    String operator = lower(text(node.path(0), "condition"));
    return switch (operator) {
      case "eq" -> new PostCondition.Equal(field(node), text(node.path(2), "condition"));
      case "starts-with" ->
          new PostCondition.StartsWith(field(node), text(node.path(2), "condition"));
      case "content-length-range" ->
          new PostCondition.Length(new LengthRange(bytes(node.path(1)), bytes(node.path(2))));
      default -> throw FormErrors.badPolicy("Invalid Condition: unknown operation.");
    };
  }

  private static String field(JsonNode condition) {
    String name = text(condition.path(1), "condition");
    if (!name.startsWith("$") || name.length() == 1) {
      throw FormErrors.badPolicy("Invalid Condition: a field is named with a dollar sign.");
    }
    return lower(name.substring(1));
  }

  private static long bytes(JsonNode node) {
    String digits = node.isTextual() || node.isIntegralNumber() ? node.asText() : "";
    if (!BYTES.matcher(digits).matches()) {
      throw FormErrors.badPolicy("Invalid content-length-range: it must be two numbers of bytes.");
    }
    return Long.parseLong(digits);
  }

  private static String text(JsonNode node, String what) {
    if (!node.isTextual()) {
      throw FormErrors.badPolicy("The value of the " + what + " must be a string.");
    }
    return node.textValue();
  }
}
