package io.horizonpush.wasm.abi;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * What a plugin's settings must be like: the part of JSON Schema 2020-12 that the ABI names.
 * Immutable.
 *
 * <p>An own reading of few keywords, and no library: a schema comes out of a plugin's file, and
 * whole JSON Schema can fetch documents and calls for whatever its formats say.
 *
 * @see <a href="https://json-schema.org/draft/2020-12">JSON Schema 2020-12</a>
 */
public final class ConfigSchema {

  /** The most bytes of settings: an instance may read them whole, and so does who looks at them. */
  public static final int LONGEST_SETTINGS = 48 << 10;

  private static final String PATH = "config";
  private static final String HIDDEN = "(hidden)";

  private final SchemaNode root;
  private final JsonNode text;

  private ConfigSchema(SchemaNode root, JsonNode text) {
    this.root = root;
    this.text = text;
  }

  /**
   * The schema that a manifest has; an empty one takes no settings.
   *
   * @throws RefusedPluginException that names the keyword
   */
  static ConfigSchema parse(JsonNode schema) {
    SchemaNode root = SchemaParser.parse(schema, PATH, 0);
    if (schema.isEmpty()) {
      JsonNode none = ((ObjectNode) schema.deepCopy()).put("additionalProperties", false);
      return new ConfigSchema(SchemaParser.parse(none, PATH, 0), schema);
    }
    if (!root.types().equals(Set.of(SchemaNode.JsonType.OBJECT))) {
      throw Fields.refused(PATH + ".type", "is not object");
    }
    return new ConfigSchema(root, schema);
  }

  /** The schema as the manifest has it, for who draws a form. */
  public String json() {
    return text.toString();
  }

  /**
   * The settings that an operator gives, with what is preset.
   *
   * @throws RefusedPluginException that names the setting and never its value
   */
  public Settings settings(JsonNode given) {
    JsonNode whole = withPresets(root, given);
    Optional<String> problem = new SchemaCheck().problem(root, whole, PATH);
    if (problem.isPresent()) {
      throw new RefusedPluginException("the settings: " + problem.get());
    }
    return new Settings((ObjectNode) whole, (ObjectNode) shown(root, whole));
  }

  /**
   * The settings that an operator gives as a JSON object.
   *
   * @throws RefusedPluginException that names the setting, or the place of what is no JSON, and
   *     never a value
   */
  public Settings settings(String given) {
    if (given.getBytes(StandardCharsets.UTF_8).length > LONGEST_SETTINGS) {
      throw new RefusedPluginException(
          "the settings: they have more than %d KiB".formatted(LONGEST_SETTINGS >> 10));
    }
    JsonNode read;
    try {
      read = ManifestParser.JSON.readTree(given);
    } catch (JsonProcessingException e) {
      // Neither its message nor itself: both may quote a secret.
      throw new RefusedPluginException("the settings: they are no JSON" + place(e));
    }
    if (!read.isObject()) {
      throw new RefusedPluginException("the settings: they are no JSON object");
    }
    return settings(read);
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : ", line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  /** What of settings is for everybody's eyes. */
  private static JsonNode shown(SchemaNode schema, JsonNode value) {
    if (schema.secret()) {
      return TextNode.valueOf(HIDDEN);
    }
    if (value instanceof ObjectNode object) {
      ObjectNode shown = object.objectNode();
      object
          .properties()
          .forEach(
              field ->
                  shown.set(
                      field.getKey(),
                      schema
                          .ofField(field.getKey())
                          .map(each -> shown(each, field.getValue()))
                          .orElse(field.getValue())));
      return shown;
    }
    if (value instanceof ArrayNode list && schema.items().isPresent()) {
      ArrayNode shown = list.arrayNode();
      list.forEach(each -> shown.add(shown(schema.items().get(), each)));
      return shown;
    }
    return value;
  }

  private static JsonNode withPresets(SchemaNode schema, JsonNode given) {
    if (!(given instanceof ObjectNode object)) {
      return given.deepCopy();
    }
    ObjectNode whole = object.deepCopy();
    schema
        .properties()
        .forEach(
            (name, property) -> {
              JsonNode own = whole.get(name);
              if (own != null) {
                whole.set(name, withPresets(property, own));
              } else if (property.preset().isPresent()) {
                whole.set(name, property.preset().get().deepCopy());
              }
            });
    return whole;
  }
}
