package io.horizonpush.wasm.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of settings that a schema has and that sound like secrets. Stateless. */
final class SchemaNames {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SECRET =
      Pattern.compile("(^|[-_])(secret|password|passphrase|token|api-?key)s?($|[-_])");

  private SchemaNames() {}

  /** Adds those that the schema lets everybody see. */
  static void find(String schema, Set<String> names) {
    try {
      find(JSON.readTree(schema), names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A schema that was read is JSON", e);
    }
  }

  private static void find(JsonNode schema, Set<String> names) {
    schema
        .path("properties")
        .properties()
        .forEach(
            each -> {
              boolean hidden = each.getValue().path("writeOnly").asBoolean(false);
              boolean text = each.getValue().path("type").asText("string").equals("string");
              if (!hidden
                  && text
                  && SECRET.matcher(each.getKey().toLowerCase(Locale.ROOT)).find()) {
                names.add(each.getKey());
              }
              if (!hidden) {
                find(each.getValue(), names);
              }
            });
    if (schema.path("items").isObject()) {
      find(schema.path("items"), names);
    }
  }
}
