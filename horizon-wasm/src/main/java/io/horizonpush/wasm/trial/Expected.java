package io.horizonpush.wasm.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to come of a step. What is not said is not looked at; an inner {@code Optional} is empty
 * for what is said not to be.
 *
 * @param cache the time in milliseconds for which the answer is kept, if that is said; nothing for
 *     not kept
 * @param log each stands in a line
 */
record Expected(
    Answer answer,
    Optional<Optional<String>> identity,
    Optional<Stored> stored,
    Optional<Optional<Optional<Integer>>> cache,
    Optional<List<String>> invalidated,
    Optional<List<PluginCase.Entry>> documents,
    Optional<List<Sent>> sent,
    Map<String, Double> metrics,
    List<String> log,
    Optional<Boolean> again,
    boolean failure) {

  /** Nothing but that the plugin does not fail. */
  static final Expected NOTHING =
      new Expected(
          new Answer(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Map.of(),
              Optional.empty()),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          List.of(),
          Optional.empty(),
          false);

  /**
   * The answer.
   *
   * @param from operation, plugin, cache or blob
   */
  record Answer(
      Optional<Boolean> called,
      Optional<String> from,
      Optional<Integer> status,
      Optional<String> code,
      Map<String, Optional<String>> headers,
      Optional<Bytes> body) {}

  /** What the operation was given. */
  record Stored(
      Optional<String> bucket,
      Optional<String> key,
      Map<String, Optional<String>> headers,
      Optional<Bytes> body) {}

  /** A request over the network. */
  record Sent(
      String method, String url, Map<String, Optional<String>> headers, Optional<Bytes> body) {}

  static Expected read(CaseFields fields) {
    Expected expected =
        new Expected(
            new Answer(
                fields.truth("called"),
                fields.text("answer"),
                fields.number("status"),
                fields.text("code"),
                fields.headers("headers"),
                fields.bytes("body")),
            nullable(fields, "identity", fields.text("identity")),
            fields.object("stored").map(Expected::stored),
            cache(fields),
            fields.find("invalidated").map(any -> fields.texts("invalidated")),
            fields
                .find("documents")
                .map(any -> fields.objects("documents").stream().map(CaseReader::entry).toList()),
            fields
                .find("sent")
                .map(any -> fields.objects("sent").stream().map(Expected::sent).toList()),
            metrics(fields),
            fields.texts("log"),
            fields.truth("again"),
            fields.truth("failure").orElse(false));
    fields.end();
    return expected;
  }

  private static <T> Optional<Optional<T>> nullable(
      CaseFields fields, String name, Optional<T> value) {
    return fields.find(name).isPresent() ? Optional.of(value) : Optional.empty();
  }

  private static Optional<Optional<Optional<Integer>>> cache(CaseFields fields) {
    if (fields.find("cache").isEmpty()) {
      return Optional.empty();
    }
    if (fields.isNull("cache")) {
      return Optional.of(Optional.empty());
    }
    CaseFields cache = fields.object("cache").orElseThrow();
    Optional<Integer> ttl = cache.number("ttl");
    cache.end();
    return Optional.of(Optional.of(ttl));
  }

  private static Stored stored(CaseFields fields) {
    Stored stored =
        new Stored(
            fields.text("bucket"),
            fields.text("key"),
            fields.headers("headers"),
            fields.bytes("body"));
    fields.end();
    return stored;
  }

  private static Sent sent(CaseFields fields) {
    Sent sent =
        new Sent(
            fields.text("method").orElse("GET"),
            fields.requiredText("url"),
            fields.headers("headers"),
            fields.bytes("body"));
    fields.end();
    return sent;
  }

  private static Map<String, Double> metrics(CaseFields fields) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    fields
        .find("metrics")
        .ifPresent(
            node ->
                node.properties()
                    .forEach(each -> metrics.put(each.getKey(), number(fields, each.getValue()))));
    return metrics;
  }

  private static double number(CaseFields fields, JsonNode node) {
    if (!node.isNumber()) {
      throw new CaseException(fields.path("metrics") + " has what is no number");
    }
    return node.doubleValue();
  }
}
