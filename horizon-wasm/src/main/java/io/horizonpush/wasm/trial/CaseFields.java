package io.horizonpush.wasm.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of an object of a case; what nobody asked for is refused, so that a mistyped field is
 * no expectation that is never looked at. Confined to one thread.
 */
final class CaseFields {

  private final ObjectNode object;
  private final String path;
  private final Set<String> asked = new HashSet<>();

  private CaseFields(ObjectNode object, String path) {
    this.object = object;
    this.path = path;
  }

  static CaseFields of(JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      return new CaseFields(object, path);
    }
    throw new CaseException((path.isEmpty() ? "it" : path) + " is no object");
  }

  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  Optional<JsonNode> find(String name) {
    asked.add(name);
    return Optional.ofNullable(object.get(name));
  }

  /** Whether a field is there and is null, which says that something is not. */
  boolean isNull(String name) {
    return find(name).filter(JsonNode::isNull).isPresent();
  }

  Optional<CaseFields> object(String name) {
    return find(name).map(node -> of(node, path(name)));
  }

  String requiredText(String name) {
    return text(name).orElseThrow(() -> new CaseException(path(name) + " is missing"));
  }

  Optional<String> text(String name) {
    return find(name)
        .filter(node -> !node.isNull())
        .map(
            node -> {
              if (!node.isTextual()) {
                throw new CaseException(path(name) + " is no text");
              }
              return node.textValue();
            });
  }

  Optional<Integer> number(String name) {
    return find(name)
        .map(
            node -> {
              if (!node.canConvertToInt() || !node.isIntegralNumber()) {
                throw new CaseException(path(name) + " is no number");
              }
              return node.intValue();
            });
  }

  Optional<Boolean> truth(String name) {
    return find(name)
        .map(
            node -> {
              if (!node.isBoolean()) {
                throw new CaseException(path(name) + " is neither true nor false");
              }
              return node.booleanValue();
            });
  }

  Optional<Bytes> bytes(String name) {
    return find(name).map(node -> Bytes.of(node, path(name)));
  }

  /** Each of a list; none if it is not there. */
  List<CaseFields> objects(String name) {
    return nodes(name).stream().map(node -> of(node, path(name) + "[]")).toList();
  }

  List<JsonNode> nodes(String name) {
    Optional<JsonNode> found = find(name);
    if (found.isEmpty()) {
      return List.of();
    }
    if (!found.get().isArray()) {
      throw new CaseException(path(name) + " is no list");
    }
    List<JsonNode> nodes = new ArrayList<>();
    found.get().forEach(nodes::add);
    return nodes;
  }

  List<String> texts(String name) {
    return nodes(name).stream()
        .map(
            node -> {
              if (!node.isTextual()) {
                throw new CaseException(path(name) + " is no list of texts");
              }
              return node.textValue();
            })
        .toList();
  }

  /** Names with texts, the names in lower case; what is null is nothing. */
  Map<String, Optional<String>> headers(String name) {
    Map<String, Optional<String>> headers = new LinkedHashMap<>();
    find(name)
        .map(node -> of(node, path(name)))
        .ifPresent(
            fields ->
                fields
                    .object
                    .fieldNames()
                    .forEachRemaining(
                        each -> headers.put(each.toLowerCase(Locale.ROOT), fields.text(each))));
    return headers;
  }

  /** Names with texts, as they are. */
  Map<String, String> texted(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    find(name)
        .map(node -> of(node, path(name)))
        .ifPresent(
            fields ->
                fields
                    .object
                    .fieldNames()
                    .forEachRemaining(each -> texts.put(each, fields.requiredText(each))));
    return texts;
  }

  /** Refuses what was not asked for. */
  void end() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!asked.contains(name)) {
                throw new CaseException(path(name) + " is a field that cases do not have");
              }
            });
  }
}
