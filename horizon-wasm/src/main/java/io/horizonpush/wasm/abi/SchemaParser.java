package io.horizonpush.wasm.abi;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.wasm.abi.SchemaNode.JsonType;
import io.horizonpush.wasm.abi.SchemaNode.Others;
import io.horizonpush.wasm.abi.SchemaNode.Range;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.StreamSupport;

/**
 * Reads the schemas of manifests. A keyword that is not among those of the ABI is refused, above
 * all {@code $ref}: what a plugin's file says must not make the node fetch anything. Stateless.
 */
final class SchemaParser {

  private static final Pattern REPEATS_MUCH = Pattern.compile("\\)\\{|\\{\\d*,?\\d{5}");
  private static final int DEEPEST = 8;
  private static final int MOST = 256;
  private static final int LONGEST_TEXT = 4_096;
  private static final int LONGEST_PATTERN = 256;

  private SchemaParser() {}

  static SchemaNode parse(JsonNode node, String path, int depth) {
    if (depth > DEEPEST) {
      throw Fields.refused(path, "is deeper than %d levels".formatted(DEEPEST));
    }
    Fields fields = Fields.of(node, path + ".");
    fields.text("description", LONGEST_TEXT);
    SchemaNode schema =
        new SchemaNode(
            types(fields),
            properties(fields, path, depth),
            Set.copyOf(fields.texts("required", MOST)),
            fields.find("enum").map(found -> constants(fields, found)),
            fields.find("default"),
            new Range(bound(fields, "minimum"), bound(fields, "maximum")),
            fields.text("pattern", LONGEST_PATTERN).map(text -> pattern(fields, text)),
            fields.find("items").map(items -> parse(items, path + ".items", depth + 1)),
            others(fields, path, depth),
            fields.truth("writeOnly", false));
    fields.end();
    schema
        .preset()
        .flatMap(preset -> new SchemaCheck().problem(schema, preset, path + ".default"))
        .ifPresent(
            problem -> {
              throw new RefusedPluginException("the manifest: " + problem);
            });
    return schema;
  }

  private static Set<JsonType> types(Fields fields) {
    Set<JsonType> types = EnumSet.noneOf(JsonType.class);
    Optional<JsonNode> found = fields.find("type");
    if (found.isPresent() && found.get().isTextual()) {
      types.add(fields.constant("type", JsonType.values(), found.get().textValue()));
    } else {
      List<String> names = fields.texts("type", JsonType.values().length);
      names.forEach(name -> types.add(fields.constant("type", JsonType.values(), name)));
      if (found.isPresent() && names.isEmpty()) {
        throw fields.wrong("type", "names none");
      }
    }
    return types;
  }

  private static Map<String, SchemaNode> properties(Fields fields, String path, int depth) {
    Map<String, SchemaNode> properties = new HashMap<>();
    Optional<JsonNode> found = fields.find("properties");
    if (found.isPresent()) {
      if (!found.get().isObject() || found.get().size() > MOST) {
        throw fields.wrong("properties", "is no object of at most %d fields".formatted(MOST));
      }
      found
          .get()
          .properties()
          .forEach(
              each ->
                  properties.put(
                      each.getKey(),
                      parse(each.getValue(), path + ".properties." + each.getKey(), depth + 1)));
    }
    return properties;
  }

  private static List<JsonNode> constants(Fields fields, JsonNode found) {
    if (!found.isArray() || found.isEmpty() || found.size() > MOST) {
      throw fields.wrong("enum", "is no list of 1 to %d values".formatted(MOST));
    }
    return StreamSupport.stream(found.spliterator(), false).toList();
  }

  private static Optional<BigDecimal> bound(Fields fields, String name) {
    return fields
        .find(name)
        .map(
            node -> {
              if (!node.isNumber()) {
                throw fields.wrong(name, "is no number");
              }
              return node.decimalValue();
            });
  }

  private static Pattern pattern(Fields fields, String text) {
    // Java repeats an empty group as often as is said without a look at the text: without end.
    if (REPEATS_MUCH.matcher(text).find()) {
      throw fields.wrong("pattern", "counts repetitions of a group, or more than 9999");
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw fields.wrong("pattern", "is no regular expression: " + e.getDescription());
    }
  }

  private static Others others(Fields fields, String path, int depth) {
    Optional<JsonNode> found = fields.find("additionalProperties");
    if (found.isEmpty()) {
      return new Others.Allowed();
    }
    if (found.get().isBoolean()) {
      return found.get().booleanValue() ? new Others.Allowed() : new Others.Refused();
    }
    return new Others.Like(parse(found.get(), path + ".additionalProperties", depth + 1));
  }
}
