package io.horizonpush.wasm.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.kit.ManifestSection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A case that a plugin does not meet fails, whichever of its expectations is wrong. */
class CaseRunnerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLES = Path.of("examples");
  private static final TrialGround GROUND = new TrialGround();

  @AfterAll
  static void close() {
    GROUND.close();
  }

  private static PluginFile plugin(String name) throws IOException {
    return GROUND.read(Files.readAllBytes(EXAMPLES.resolve(name).resolve(name + ".wasm")));
  }

  private static CaseRunner.Result run(String name, String text) throws IOException {
    return new CaseRunner(GROUND, plugin(name)).run(text.getBytes(StandardCharsets.UTF_8));
  }

  /** For each expectation that any example has: the first case with it, made wrong there. */
  static List<Arguments> wrong() throws IOException {
    Map<String, Arguments> wrong = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(EXAMPLES)) {
      files =
          all.filter(file -> file.toString().matches(".*/cases/[^/]+\\.json")).sorted().toList();
    }
    for (Path file : files) {
      int steps = JSON.readTree(file.toFile()).path("steps").size();
      for (int step = 0; step < steps; step++) {
        JsonNode whole = JSON.readTree(file.toFile());
        JsonNode expected = whole.path("steps").get(step).path("expect");
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
          if (!wrong.containsKey(field.getKey())) {
            JsonNode copy = whole.deepCopy();
            ObjectNode expect = (ObjectNode) copy.path("steps").get(step).path("expect");
            expect.set(field.getKey(), otherThan(field.getKey(), field.getValue()));
            wrong.put(
                field.getKey(),
                Arguments.of(field.getKey(), file.getName(1).toString(), copy.toString()));
          }
        }
      }
    }
    return List.copyOf(wrong.values());
  }

  private static JsonNode otherThan(String field, JsonNode value) {
    return switch (value) {
      case BooleanNode truth -> BooleanNode.valueOf(!truth.booleanValue());
      case TextNode text -> TextNode.valueOf(text.textValue() + "x");
      case IntNode number -> IntNode.valueOf(number.intValue() + 1);
      case ObjectNode object -> {
        ObjectNode other = object.deepCopy();
        Map.Entry<String, JsonNode> first = object.properties().iterator().next();
        other.set(first.getKey(), otherThan(first.getKey(), first.getValue()));
        yield other;
      }
      case ArrayNode list when list.isEmpty() && field.equals("sent") ->
          JSON.createArrayNode().add(JSON.createObjectNode().put("url", "https://x/"));
      case ArrayNode list -> {
        ArrayNode other = list.deepCopy();
        if (list.isEmpty() || list.get(0).isTextual()) {
          other.add("x");
        } else {
          other.remove(0);
        }
        yield other;
      }
      default -> field.equals("cache") ? JSON.createObjectNode() : TextNode.valueOf("x");
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void aCase_whenOneExpectationIsWrong_failsAndSaysWhich(String field, String name, String text)
      throws IOException {
    CaseRunner.Result result = run(name, text);

    assertThat(result.passed()).isFalse();
    assertThat(result.problems())
        .anyMatch(
            problem -> problem.contains(field.equals("sent") ? "requests sent" : said(field)));
  }

  private static String said(String field) {
    return switch (field) {
      case "failure" -> "fail";
      case "metrics" -> "metric ";
      case "called" -> "called";
      default -> field;
    };
  }

  @Test
  void theExamples_haveEveryExpectationThatThereIs() throws IOException {
    assertThat(wrong().stream().map(each -> each.get()[0]))
        .contains(
            "again",
            "answer",
            "body",
            "cache",
            "called",
            "code",
            "documents",
            "headers",
            "identity",
            "invalidated",
            "log",
            "metrics",
            "sent",
            "status");
  }

  @Test
  void aPluginThatStarts_whenItShouldNot_failsItsCase() throws IOException {
    assertThat(run("redact", "{\"name\": \"n\", \"starts\": false}").problems())
        .singleElement()
        .asString()
        .contains("was not to start");
  }

  /** What no node takes is no plugin that does not start. */
  @Test
  void aPluginThatIsNone_failsACaseThatWantsItNotToStart() throws IOException {
    byte[] plugin = Files.readAllBytes(EXAMPLES.resolve("redact/redact.wasm"));
    String manifest =
        new String(ManifestSection.read(plugin).orElseThrow(), StandardCharsets.UTF_8)
            .replace("\"phases\":[\"response\"]", "\"phases\":[\"response\",\"tick\"]");
    PluginFile file =
        GROUND.read(ManifestSection.embed(plugin, manifest.getBytes(StandardCharsets.UTF_8)));

    assertThatThrownBy(
            () ->
                new CaseRunner(GROUND, file)
                    .run("{\"name\": \"n\", \"starts\": false}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageContaining("hp_on_tick");
  }

  @Test
  void aPluginThatDoesNotStart_failsItsCaseWithItsLog() throws IOException {
    assertThat(
            run(
                    "token-auth",
                    """
                    {"name": "n", "settings": {"keys": [{"id": "a", "secret": "short"}]},
                     "steps": [{"tick": true}]}""")
                .problems())
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{}",
        "{\"name\": \"n\"}",
        "{\"name\": \"n\", \"steps\": [{}]}",
        "{\"name\": \"n\", \"steps\": [{\"tick\": true, \"event\": {}}]}",
        "{\"name\": \"n\", \"steps\": [{\"tick\": true, \"expects\": {}}]}",
        "{\"name\": \"n\", \"steps\": [{\"tick\": true, \"expect\": {\"stauts\": 200}}]}",
        "{\"name\": \"n\", \"steps\": [{\"request\": {\"operation\": \"Get\"}}]}",
        "{\"name\": \"n\", \"steps\": [{\"tick\": true, \"time\": \"today\"}]}",
        "{\"name\": \"n\", \"blobs\": [{\"text\": \"x\", \"times\": 2000000000}], \"steps\": [{\"tick\": true}]}",
        "{\"name\": \"n\", \"name\": \"m\", \"steps\": [{\"tick\": true}]}",
      })
  void whatIsNoCase_isRefusedByItsField(String text) {
    assertThatThrownBy(() -> run("redact", text)).isInstanceOf(CaseException.class);
  }

  @Test
  void aBody_isCutInEveryWay_andIsWholeAgain() {
    byte[] body = new byte[70_000];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) i;
    }
    for (Split split : Split.ALL) {
      List<Split.Piece> pieces = split.pieces(body);

      java.io.ByteArrayOutputStream whole = new java.io.ByteArrayOutputStream();
      pieces.forEach(piece -> whole.writeBytes(TrialNet.bytes(piece.bytes())));
      assertThat(whole.toByteArray()).isEqualTo(body);
      assertThat(pieces.stream().filter(Split.Piece::end)).hasSize(1);
      assertThat(pieces.getLast().end()).isTrue();
      assertThat(pieces.getLast().bytes().hasRemaining()).isEqualTo(!split.emptyEnd());
      assertThat(split.pieces(new byte[0])).hasSize(1);
    }
  }
}
