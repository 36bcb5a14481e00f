package io.horizonpush.wasm.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of a JSON object of a manifest, each of which is read as what it must be; what nobody
 * asked for is refused. Confined to one thread.
 */
final class Fields {

  private final ObjectNode object;
  private final String path;
  private final Set<String> asked = new HashSet<>();

  private Fields(ObjectNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /**
   * The fields of an object.
   *
   * @param path to it, empty or with a dot at its end
   */
  static Fields of(JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      return new Fields(object, path);
    }
    throw refused(path.isEmpty() ? "it" : path.substring(0, path.length() - 1), "is no object");
  }

  static RefusedPluginException refused(String field, String why) {
    return new RefusedPluginException("the manifest: " + field + " " + why);
  }

  RefusedPluginException wrong(String name, String why) {
    return refused(path + name, why);
  }

  Optional<JsonNode> find(String name) {
    asked.add(name);
    return Optional.ofNullable(object.get(name));
  }

  Fields object(String name) {
    JsonNode found = find(name).orElse(object.objectNode());
    return of(found, path + name + ".");
  }

  String requiredText(String name, Pattern form) {
    return text(name, form).orElseThrow(() -> wrong(name, "is missing"));
  }

  Optional<String> text(String name, Pattern form) {
    return find(name)
        .map(
            node -> {
              String text = asText(name, node);
              if (!form.matcher(text).matches()) {
                throw wrong(name, "is not of the form " + form);
              }
              return text;
            });
  }

  Optional<String> text(String name, int longest) {
    return find(name)
        .map(
            node -> {
              String text = asText(name, node);
              if (text.length() > longest) {
                throw wrong(name, "is longer than " + longest + " characters");
              }
              return text;
            });
  }

  private String asText(String name, JsonNode node) {
    if (!node.isTextual()) {
      throw wrong(name, "is no text");
    }
    return node.textValue();
  }

  List<String> texts(String name, int most) {
    Optional<JsonNode> found = find(name);
    if (found.isEmpty()) {
      return List.of();
    }
    if (!found.get().isArray() || found.get().size() > most) {
      throw wrong(name, "is no list of at most " + most);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode each : found.get()) {
      texts.add(asText(name + "[" + texts.size() + "]", each));
    }
    return texts;
  }

  int integer(String name, int least, int most, int otherwise) {
    return find(name)
        .map(
            node -> {
              if (!node.isInt() || node.intValue() < least || node.intValue() > most) {
                throw wrong(name, "is no number between %d and %d".formatted(least, most));
              }
              return node.intValue();
            })
        .orElse(otherwise);
  }

  boolean truth(String name, boolean otherwise) {
    return find(name)
        .map(
            node -> {
              if (!node.isBoolean()) {
                throw wrong(name, "is neither true nor false");
              }
              return node.booleanValue();
            })
        .orElse(otherwise);
  }

  Optional<Long> bytes(String name) {
    return find(name)
        .map(
            node ->
                Amounts.bytes(asText(name, node))
                    .orElseThrow(() -> wrong(name, "is no size such as 16MiB")));
  }

  Optional<Duration> duration(String name) {
    return find(name)
        .map(
            node ->
                Amounts.duration(asText(name, node))
                    .orElseThrow(() -> wrong(name, "is no duration such as 50ms")));
  }

  /** One of the constants of an enum, by a name that is written as this node writes it. */
  <E extends Enum<E>> E oneOf(String name, E[] values, E otherwise) {
    Optional<JsonNode> found = find(name);
    if (found.isEmpty()) {
      return otherwise;
    }
    return constant(name, values, asText(name, found.get()));
  }

  <E extends Enum<E>> E constant(String name, E[] values, String text) {
    List<String> known = new ArrayList<>();
    for (E value : values) {
      String written = value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
      if (written.equals(text)) {
        return value;
      }
      known.add(written);
    }
    throw wrong(name, "is none of " + String.join(", ", known));
  }

  /** Refuses what was not asked for. */
  void end() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!asked.contains(name)) {
                throw wrong(name, "is a field that this node does not know");
              }
            });
  }
}
