package io.horizonpush.wasm.abi;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a part of the settings must be like: the keywords of JSON Schema 2020-12 that manifests may
 * use. Immutable.
 *
 * @param types of which the value must be one; empty for any
 * @param constants of which it must be one, if there are any
 * @param pattern that is looked for anywhere in a text
 * @param items what each element of a list must be like
 * @param others what fields must be like that are not among the properties
 */
record SchemaNode(
    Set<JsonType> types,
    Map<String, SchemaNode> properties,
    Set<String> required,
    Optional<List<JsonNode>> constants,
    Optional<JsonNode> preset,
    Range range,
    Optional<Pattern> pattern,
    Optional<SchemaNode> items,
    Others others,
    boolean secret) {

  SchemaNode {
    types = Set.copyOf(types);
    properties = Map.copyOf(properties);
    required = Set.copyOf(required);
    constants = constants.map(List::copyOf);
  }

  /** What a field must be like, if anything is said about it. */
  Optional<SchemaNode> ofField(String name) {
    SchemaNode own = properties.get(name);
    return own != null
        ? Optional.of(own)
        : others instanceof Others.Like(SchemaNode like) ? Optional.of(like) : Optional.empty();
  }

  /** Numbers between two ends, both in it. */
  record Range(Optional<BigDecimal> minimum, Optional<BigDecimal> maximum) {}

  /** What becomes of fields that are not among the properties. */
  sealed interface Others {

    record Allowed() implements Others {}

    record Refused() implements Others {}

    record Like(SchemaNode schema) implements Others {}
  }

  /** The types of JSON Schema. */
  enum JsonType {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    INTEGER,
    BOOLEAN,
    NULL;

    boolean fits(JsonNode value) {
      return switch (this) {
        case OBJECT -> value.isObject();
        case ARRAY -> value.isArray();
        case STRING -> value.isTextual();
        case NUMBER -> value.isNumber();
        case INTEGER -> value.isNumber() && isWhole(value);
        case BOOLEAN -> value.isBoolean();
        case NULL -> value.isNull();
      };
    }

    private static boolean isWhole(JsonNode value) {
      return value.isIntegralNumber() || value.decimalValue().stripTrailingZeros().scale() <= 0;
    }
  }
}
