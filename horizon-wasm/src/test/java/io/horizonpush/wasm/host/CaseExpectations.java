package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.wasm.abi.HeaderField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what came of a step with what its case expects. Confined to one test. */
final class CaseExpectations {

  private final CaseNode node;

  CaseExpectations(CaseNode node) {
    this.node = node;
  }

  void check(String step, JsonNode expected, CaseOutcome outcome) {
    expected.properties().forEach(field -> check(step, field.getKey(), field.getValue(), outcome));
  }

  private void check(String step, String name, JsonNode value, CaseOutcome outcome) {
    String what = step + " " + name + " " + node.sinks.lines;
    switch (name) {
      case "called" -> same(what, value.asBoolean(), outcome.called);
      case "answer" -> same(what, value.asText(), outcome.answer);
      case "status" -> same(what, value.asInt(), outcome.status);
      case "code" -> same(what, Optional.of(value.asText()), outcome.code);
      case "identity" -> same(what, Optional.ofNullable(value.asText(null)), outcome.identity);
      case "again" -> same(what, value.asBoolean(), outcome.again);
      case "failure" -> same(what, value.asBoolean(), outcome.failed);
      case "body" -> same(what, CaseBody.text(CaseBody.of(value)), CaseBody.text(outcome.body));
      case "headers" -> headers(what, value, outcome.headers);
      case "log" ->
          value.forEach(
              part ->
                  assertThat(node.sinks.lines)
                      .as(what)
                      .anyMatch(line -> line.text().contains(part.asText())));
      case "cache" ->
          same(
              what,
              value.isNull() ? Optional.empty() : Optional.of(value.path("ttl").asLong()),
              outcome.cache.map(store -> store.ttl().toMillis()));
      case "invalidated" -> {
        List<String> tags = new ArrayList<>();
        value.forEach(tag -> tags.add(tag.asText()));
        same(what, tags, node.sinks.invalidated);
      }
      case "documents" -> documents(what, value);
      case "stored" -> stored(what, value, outcome);
      case "metrics" ->
          value
              .properties()
              .forEach(
                  metric ->
                      same(
                          what,
                          metric.getValue().asDouble(),
                          node.sinks.measurements.stream()
                              .filter(each -> each.name().equals(metric.getKey()))
                              .mapToDouble(PluginSinks.Measurement::value)
                              .sum()));
      case "sent" -> same(what, 0, value.size());
      default -> throw new AssertionError("unknown: " + name);
    }
  }

  private void stored(String what, JsonNode value, CaseOutcome outcome) {
    if (value.has("body")) {
      same(what, CaseBody.text(CaseBody.of(value.path("body"))), CaseBody.text(outcome.stored));
    }
    for (String name : List.of("bucket", "key")) {
      if (value.has(name)) {
        same(what, value.path(name).asText(), outcome.place.getOrDefault(name, ""));
      }
    }
    headers(what, value.path("headers"), outcome.storedHeaders);
  }

  private void documents(String what, JsonNode value) {
    List<String> expected = new ArrayList<>();
    value.forEach(
        entry ->
            expected.add(
                entry.path("bucket").asText()
                    + " "
                    + entry.path("key").asText()
                    + " "
                    + entry.path("value").asText()));
    same(what, expected, node.documents());
  }

  private static void headers(String what, JsonNode expected, List<HeaderField> headers) {
    expected
        .properties()
        .forEach(
            field ->
                same(
                    what + " " + field.getKey(),
                    Optional.ofNullable(field.getValue().asText(null)),
                    headers.stream()
                        .filter(header -> header.name().equalsIgnoreCase(field.getKey()))
                        .map(HeaderField::value)
                        .findFirst()));
  }

  private static void same(String what, Object expected, Object actual) {
    assertThat(actual).as(what).isEqualTo(expected);
  }
}
