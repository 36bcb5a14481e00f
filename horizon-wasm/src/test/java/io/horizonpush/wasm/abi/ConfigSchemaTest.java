package io.horizonpush.wasm.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings against their schemas, and our reading of schemas against another's. */
class ConfigSchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ConfigSchema schema(String text) {
    return ConfigSchema.parse(json(text));
  }

  @Test
  void settings_areTextAsItIs_andElseJson_andHaveWhatIsPreset() {
    Settings settings =
        schema(
                """
                {'type': 'object', 'properties': {
                  'mask': {'type': 'string', 'default': '*'},
                  'limits': {'type': 'object', 'properties': {'most': {'default': 3}}},
                  'on': {'type': 'boolean'}}}""")
            .settings(json("{'on': true, 'limits': {}}"));

    assertThat(settings.find("mask")).contains("*");
    assertThat(settings.find("on")).contains("true");
    assertThat(settings.find("limits")).contains("{\"most\":3}");
    assertThat(settings.find("none")).isEmpty();
    assertThat(json(settings.find("").orElseThrow()))
        .isEqualTo(json("{'on': true, 'limits': {'most': 3}, 'mask': '*'}"));
  }

  /** However they come: on a command line, in a file, or past both. */
  @Test
  void settings_thatAreTooLong_areRefused() {
    ConfigSchema schema = schema("{'type': 'object'}");
    String longest = "{\"a\":\"%s\"}".formatted("x".repeat(ConfigSchema.LONGEST_SETTINGS - 8));

    assertThat(schema.settings(longest).find("a")).isPresent();
    assertThatThrownBy(() -> schema.settings(longest + " "))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageContaining("more than 48 KiB");
  }

  @Test
  void whatIsInsideOfSettings_isFoundByItsPointer() {
    Settings settings =
        schema("{'type': 'object'}")
            .settings(
                json("{'rules': [{'prefix': 'a', 'on': true}], 'a/b': {'~': 1}, 'no': null}"));

    assertThat(settings.find("/rules/0/prefix")).contains("a");
    assertThat(settings.find("/rules/0/on")).contains("true");
    assertThat(settings.find("/rules/0")).contains("{\"prefix\":\"a\",\"on\":true}");
    assertThat(settings.find("/a~1b/~0")).contains("1");
    for (String other :
        java.util.List.of(
            "/rules/1", "/rules/x", "/rules/-1", "/rules/0/prefix/0", "/", "/none", "/no")) {
      assertThat(settings.find(other)).as(other).isEmpty();
    }
  }

  @Test
  void aNameThatBeginsWithASlash_isAPointerIntoTheSettings() {
    Settings settings =
        schema("{'type': 'object'}")
            .settings(json("{'rules': [{'prefix': 'a/', 'n': 1}], 'a/b': 'x', '': 'empty'}"));

    assertThat(settings.find("/rules/0/prefix")).contains("a/");
    assertThat(settings.find("/rules/0/n")).contains("1");
    assertThat(settings.find("/rules/0")).contains("{\"prefix\":\"a/\",\"n\":1}");
    assertThat(settings.find("/a~1b")).contains("x");
    assertThat(settings.find("/")).contains("empty");
    assertThat(settings.find("/rules/1")).isEmpty();
    assertThat(settings.find("/rules/x/y")).isEmpty();
    assertThat(settings.find("a/b")).contains("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'key': hushhush}",
        "{'key': 'hushhush'} hushhush",
        "hushhush",
        "['hushhush']",
        ""
      })
  void settings_whenTheyAreNoJsonObject_areRefusedWithoutASecret(String given) {
    ConfigSchema schema = schema("{'type': 'object'}");

    assertThatThrownBy(() -> schema.settings(given.replace('\'', '"')))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageStartingWith("the settings: they are no JSON")
        .hasMessageNotContaining("hush")
        .hasNoCause();
  }

  @Test
  void equalSettings_haveEqualTexts_whateverTheirOrder() {
    ConfigSchema schema = schema("{'type': 'object'}");

    assertThat(schema.settings(json("{'a': {'x': 1, 'y': 2}, 'b': 1}")).canonical())
        .isEqualTo(schema.settings(json("{'b': 1, 'a': {'y': 2, 'x': 1}}")).canonical());
  }

  @Test
  void aSecret_isGivenToThePlugin_andShownToNobody() {
    ConfigSchema schema =
        schema(
            "{'type': 'object', 'properties': {'key': {'type': 'string', 'writeOnly': true,"
                + " 'pattern': '^[a-z]+$'}}}");

    Settings settings = schema.settings(json("{'key': 'hushhush'}"));

    assertThat(settings.find("key")).contains("hushhush");
    assertThat(settings.shown()).isEqualTo("{\"key\":\"(hidden)\"}");
    assertThat(settings.toString()).doesNotContain("hushhush");
    assertThatThrownBy(() -> schema.settings(json("{'key': 'HUSH'}")))
        .hasMessage("the settings: config.key does not match ^[a-z]+$");
  }

  @Test
  void aSecret_withinAnObjectAListOrAnything_isHiddenToo() {
    ConfigSchema schema =
        schema(
            """
            {'type': 'object',
             'properties': {
               'server': {'properties': {'key': {'writeOnly': true}, 'host': {}}},
               'keys': {'items': {'writeOnly': true}},
               'rules': {'items': {'properties': {'token': {'writeOnly': true}}}}},
             'additionalProperties': {'properties': {'password': {'writeOnly': true}}}}""");

    Settings settings =
        schema.settings(
            json(
                "{'server': {'key': 'hush1', 'host': 'h'}, 'keys': ['hush2'],"
                    + " 'rules': [{'token': {'a': 'hush3'}}], 'more': {'password': 'hush4'}}"));

    assertThat(settings.shown()).doesNotContain("hush").contains("\"host\":\"h\"");
    assertThat(settings.find("keys")).contains("[\"hush2\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"((?:){99999}){99999}", "a{100000}", "(a){2,}"})
  void aPattern_thatRepeatsGroupsOrTooMuch_isRefused(String pattern) {
    assertThatThrownBy(
            () -> schema("{'type': 'object', 'properties': {'a': {'pattern': '" + pattern + "'}}}"))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageContaining("pattern");
  }

  @Test
  void aPluginWithoutASchema_takesNoSettings() {
    assertThat(schema("{}").settings(json("{}")).find("")).contains("{}");
    assertThatThrownBy(() -> schema("{}").settings(json("{'a': 1}")))
        .hasMessage("the settings: config.a is a setting that the plugin does not have");
    assertThatThrownBy(() -> schema("{'type': 'object'}").settings(json("[]")))
        .isInstanceOf(RefusedPluginException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type': 'object', '$ref': '#'}",
        "{'type': 'object', 'allOf': []}",
        "{'type': 'object', 'properties': {'a': {'format': 'email'}}}",
        "{'type': 'object', 'properties': {'a': {'type': 'text'}}}",
        "{'type': 'object', 'properties': {'a': {'type': []}}}",
        "{'type': 'object', 'properties': {'a': {'type': 5}}}",
        "{'type': 'object', 'properties': []}",
        "{'type': 'object', 'properties': {'a': true}}",
        "{'type': 'object', 'properties': {'a': {'minimum': '1'}}}",
        "{'type': 'object', 'properties': {'a': {'pattern': '('}}}",
        "{'type': 'object', 'properties': {'a': {'enum': []}}}",
        "{'type': 'object', 'properties': {'a': {'type': 'integer', 'default': 'x'}}}",
        "{'type': 'object', 'properties': {'a': {'items': {'items': {'items': {'items':"
            + " {'items': {'items': {'items': {'items': {}}}}}}}}}}}",
        "{'type': 'object', 'required': 'a'}",
        "{'type': 'object', 'additionalProperties': 'no'}",
        "{'type': ['object', 'null']}",
      })
  void aSchema_thatSaysMoreOrOtherThanTheAbi_isRefused(String text) {
    assertThatThrownBy(() -> schema(text)).isInstanceOf(RefusedPluginException.class);
  }

  @Test
  void aPattern_thatNeverEnds_ends() {
    ConfigSchema schema =
        schema(
            "{'type': 'object', 'properties': {'a': {'pattern': '^(([a-z])+.)+[A-Z]([a-z])+$'}}}");

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(() -> schema.settings(json("{'a': '" + "a".repeat(5_000) + "'}")))
                .hasMessageContaining("takes too long"));
  }

  /** Our reading and that of a whole implementation, over what the ABI has of JSON Schema. */
  @Test
  void schemas_areReadAsOthersReadThem() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    int valid = 0;
    for (int round = 0; round < 3_000; round++) {
      JsonNode schema = randomSchema(random, 0);
      JsonNode value = randomValue(random, 0);
      SchemaNode ours = SchemaParser.parse(schema, "config", 0);

      boolean fits = new SchemaCheck().problem(ours, value, "config").isEmpty();

      assertThat(fits)
          .as("seed %d: %s for %s", seed, value, schema)
          .isEqualTo(
              registry
                  .getSchema(schema.toString(), InputFormat.JSON)
                  .validate(value.toString(), InputFormat.JSON)
                  .isEmpty());
      valid += fits ? 1 : 0;
    }
    assertThat(valid).isBetween(300, 2_700);
  }

  private static JsonNode randomSchema(Random random, int depth) {
    ObjectNode schema = JSON.createObjectNode();
    if (random.nextInt(2) == 0) {
      schema.put("type", pick(random, "object", "array", "string", "number", "integer", "null"));
    } else if (random.nextInt(3) == 0) {
      schema.putArray("type").add("integer").add(pick(random, "object", "boolean", "string"));
    }
    if (depth < 3 && random.nextBoolean()) {
      ObjectNode properties = schema.putObject("properties");
      properties.set("a", randomSchema(random, depth + 1));
      properties.set("b", randomSchema(random, depth + 1));
    }
    if (random.nextInt(3) == 0) {
      schema.putArray("required").add(pick(random, "a", "b", "c"));
    }
    if (random.nextInt(4) == 0) {
      ArrayNode constants = schema.putArray("enum");
      for (int i = 0; i < 4; i++) {
        constants.add(randomValue(random, 2));
      }
    }
    if (random.nextInt(3) == 0) {
      schema.put("minimum", random.nextInt(4) - 1.5);
    }
    if (random.nextInt(3) == 0) {
      schema.put("maximum", random.nextInt(4));
    }
    if (random.nextInt(3) == 0) {
      schema.put("pattern", pick(random, "^a", "b$", "^[ab]*$", "a"));
    }
    if (depth < 3 && random.nextInt(3) == 0) {
      schema.set("items", randomSchema(random, depth + 1));
    }
    switch (random.nextInt(4)) {
      case 0 -> schema.put("additionalProperties", random.nextBoolean());
      case 1 -> {
        if (depth < 3) {
          schema.set("additionalProperties", randomSchema(random, depth + 1));
        }
      }
      default -> {}
    }
    return schema;
  }

  private static JsonNode randomValue(Random random, int depth) {
    return switch (random.nextInt(depth < 3 ? 9 : 6)) {
      case 0 -> JSON.getNodeFactory().textNode(pick(random, "", "a", "ab", "b", "cb"));
      case 1 -> JSON.getNodeFactory().numberNode(random.nextInt(5) - 2);
      case 2 -> JSON.getNodeFactory().numberNode(random.nextInt(6) / 2.0);
      case 3 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
      case 4 -> JSON.getNodeFactory().nullNode();
      case 5 -> JSON.getNodeFactory().numberNode(3.0);
      case 6 -> {
        ArrayNode list = JSON.createArrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.add(randomValue(random, depth + 1));
        }
        yield list;
      }
      default -> {
        ObjectNode object = JSON.createObjectNode();
        for (String name : List.of("a", "b", "c")) {
          if (random.nextBoolean()) {
            object.set(name, randomValue(random, depth + 1));
          }
        }
        yield object;
      }
    };
  }

  private static String pick(Random random, String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}
