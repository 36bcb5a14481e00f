package io.horizonpush.wasm.abi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a plugin's entry, which meet its schema. Immutable. What is printed of it holds
 * no secret.
 */
public final class Settings {

  /** None. */
  public static final Settings NONE =
      new Settings(
          com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode(), Set.of());

  private static final String HIDDEN = "(hidden)";
  private static final ObjectMapper ORDERED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private final ObjectNode values;
  private final Set<String> secrets;

  Settings(ObjectNode values, Set<String> secrets) {
    this.values = values;
    this.secrets = Set.copyOf(secrets);
  }

  /** A setting: text as it is, anything else as JSON; all of them under the empty name. */
  public Optional<String> find(String name) {
    if (name.isEmpty()) {
      return Optional.of(values.toString());
    }
    return Optional.ofNullable(values.get(name))
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
    ObjectNode shown = values.deepCopy();
    for (String secret : secrets) {
      JsonNode value = shown.get(secret);
      if (value != null) {
        shown.put(secret, HIDDEN);
      }
    }
    return shown.toString();
  }

  @Override
  public String toString() {
    return "Settings" + shown();
  }
}
