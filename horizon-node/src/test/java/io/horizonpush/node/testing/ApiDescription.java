package io.horizonpush.node.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What {@code docs/openapi.yaml} says of the admin API. Thread-safe. */
public final class ApiDescription {

  /** Where the file is, from the folder of this module. */
  public static final Path FILE = Path.of("..", "docs", "openapi.yaml");

  private static final Set<String> METHODS = Set.of("get", "post", "patch", "delete", "put");

  private final JsonNode root;
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Set<String> checked = ConcurrentHashMap.newKeySet();

  private ApiDescription(JsonNode root) {
    this.root = root;
  }

  public static ApiDescription read() {
    try {
      return new ApiDescription(new YAMLMapper().readTree(FILE.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole file. */
  public JsonNode root() {
    return root;
  }

  /** Every route, as {@code GET /path/{variable}}. */
  public Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> each : path.getValue().properties()) {
        if (METHODS.contains(each.getKey())) {
          routes.add(each.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return routes;
  }

  /** What is said of a route. */
  public JsonNode operation(String route) {
    String[] parts = route.split(" ", 2);
    return root.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
  }

  /** The same with what it refers to in its place. */
  public JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? root.at(node.path("$ref").asText().substring(1)) : node;
  }

  /** The routes of which an answer was checked that is no error. */
  public Set<String> checked() {
    return new TreeSet<>(checked);
  }

  /**
   * Holds an answer against what is said of its route.
   *
   * @param type of the content, as its header says
   */
  public void check(String route, int status, String type, String body) {
    JsonNode operation = operation(route);
    assertThat(operation.isMissingNode()).as("%s is not in the file", route).isFalse();
    JsonNode response = resolved(operation.path("responses").path(Integer.toString(status)));
    assertThat(response.isMissingNode())
        .as("%s answers %d, of which nothing is said: %s", route, status, body)
        .isFalse();
    JsonNode content = response.path("content").path(type.split(";", 2)[0]);
    assertThat(content.isMissingNode())
        .as("%s answers %d as %s, of which nothing is said", route, status, type)
        .isFalse();
    if (type.startsWith("application/json")) {
      assertThat(problems(content.path("schema"), Json.read(body)))
          .as("%s answers %d: %s", route, status, body)
          .isEmpty();
    }
    if (status < 300) {
      checked.add(route);
    }
  }

  /** What is wrong with a body that is to be sent, or with an event. */
  public List<String> problems(String schema, JsonNode value) {
    ObjectNode reference = JsonNodeFactory.instance.objectNode();
    reference.put("$ref", "#/components/schemas/" + schema);
    return problems(reference, value);
  }

  private List<String> problems(JsonNode schema, JsonNode value) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    whole.setAll((ObjectNode) schema.deepCopy());
    whole.set("components", root.path("components"));
    Schema compiled = schemas.getSchema(whole);
    return compiled
        .validate(
            value,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(Object::toString)
        .toList();
  }

  /** Every reference in the file. */
  public Set<String> references() {
    Set<String> references = new HashSet<>();
    collect(root, references);
    return references;
  }

  private static void collect(JsonNode node, Set<String> references) {
    if (node.has("$ref")) {
      references.add(node.path("$ref").asText());
    }
    node.forEach(each -> collect(each, references));
  }
}
