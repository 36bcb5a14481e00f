package io.horizonpush.wasm.abi;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The settings of a plugin's entry, which meet its schema. Immutable. What is printed of it holds
 * no secret.
 */
public final class Settings {

  /** None. */
  public static final Settings NONE =
      new Settings(JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());

  private static final ObjectMapper ORDERED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private final ObjectNode values;
  private final ObjectNode shown;

  /**
   * @param shown the same without secrets
   */
  Settings(ObjectNode values, ObjectNode shown) {
    this.values = values;
    this.shown = shown;
  }

  /**
   * A setting: text as it is, anything else as JSON; all of them under the empty name. A name that
   * begins with a slash is a JSON Pointer, so that no plugin has to bring a parser.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc6901">RFC 6901: JSON Pointer</a>
   */
  public Optional<String> find(String name) {
    if (name.isEmpty()) {
      return Optional.of(values.toString());
    }
    JsonNode found =
        name.startsWith("/") ? values.at(JsonPointer.compile(name)) : values.path(name);
    return Optional.of(found)
        .filter(value -> !value.isMissingNode() && !value.isNull())
        .map(value -> value.isTextual() ? value.textValue() : value.toString());
  }

  /** All of them in an order that depends on nothing: equal settings have equal texts. */
  public String canonical() {
    try {
      return ORDERED.writeValueAsString(ORDERED.treeToValue(values, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Settings are JSON", e);
    }
  }

  /** All of them but for secrets, as JSON. */
  public String shown() {
    return shown.toString();
  }

  @Override
  public String toString() {
    return "Settings" + shown();
  }
}
