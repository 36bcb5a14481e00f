package io.horizonpush.wasm.trial;

import io.horizonpush.wasm.trial.TrialNet.SentRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds what came of a step against what was to come of it. Confined to one step. */
final class Differences {

  private final List<String> found = new ArrayList<>();

  private Differences() {}

  /** What is not as it was to be, each on a line. */
  static List<String> between(Expected expected, Observed observed, Surroundings around) {
    Differences differences = new Differences();
    differences.found.addAll(observed.faults);
    differences.failure(expected, observed);
    if (observed.failure.isEmpty()) {
      differences.answer(expected.answer(), observed);
      expected.identity().ifPresent(who -> differences.same("identity", who, observed.identity));
      expected.stored().ifPresent(stored -> differences.stored(stored, observed));
      expected.cache().ifPresent(kept -> differences.cache(kept, observed));
      expected.again().ifPresent(again -> differences.same("again", again, observed.again));
    }
    differences.effects(expected, around);
    return differences.found;
  }

  private void failure(Expected expected, Observed observed) {
    if (expected.failure() && observed.failure.isEmpty()) {
      found.add("the plugin was to fail, and did not");
    } else if (!expected.failure()) {
      observed.failure.ifPresent(why -> found.add("the plugin failed: " + why));
    }
  }

  private void answer(Expected.Answer expected, Observed observed) {
    expected.called().ifPresent(called -> same("called", called, observed.called));
    expected.from().ifPresent(from -> same("answer", from, observed.from));
    expected.status().ifPresent(status -> same("status", status, observed.status));
    expected.code().ifPresent(code -> same("code", code, observed.code.orElse("none")));
    headers("headers", expected.headers(), observed.headers);
    expected.body().ifPresent(body -> bytes("body", body, observed.body));
  }

  private void stored(Expected.Stored expected, Observed observed) {
    if (observed.stored.isEmpty()) {
      found.add("stored: the operation was not reached");
      return;
    }
    Observed.Stored stored = observed.stored.get();
    expected.bucket().ifPresent(bucket -> same("stored bucket", bucket, stored.bucket()));
    expected.key().ifPresent(key -> same("stored key", key, stored.key()));
    headers("stored headers", expected.headers(), stored.headers());
    expected.body().ifPresent(body -> bytes("stored body", body, stored.body()));
  }

  private void cache(Optional<Optional<Integer>> expected, Observed observed) {
    if (expected.isEmpty() != observed.ttl.isEmpty()) {
      found.add(
          expected.isEmpty()
              ? "cache: the answer was not to be kept, and is"
              : "cache: the answer was to be kept, and is not");
    } else if (expected.isPresent()) {
      expected.get().ifPresent(ttl -> same("cache ttl", (long) ttl, observed.ttl.orElse(0L)));
    }
  }

  private void effects(Expected expected, Surroundings around) {
    expected
        .invalidated()
        .ifPresent(tags -> same("invalidated", tags, around.sinks().invalidated()));
    expected.documents().ifPresent(entries -> documents(entries, around));
    expected.sent().ifPresent(sent -> sent(sent, around.net().sent()));
    expected
        .metrics()
        .forEach(
            (name, value) ->
                same(
                    "metric " + name,
                    value,
                    around.sinks().metrics().getOrDefault(name, Double.NaN)));
    for (String wanted : expected.log()) {
      if (around.sinks().lines().stream().noneMatch(line -> line.contains(wanted))) {
        found.add("log: no line has \"%s\"".formatted(wanted));
      }
    }
  }

  private void documents(List<PluginCase.Entry> expected, Surroundings around) {
    List<String> wanted =
        expected.stream()
            .map(each -> entry(each.bucket(), each.key(), each.value().array()))
            .sorted()
            .toList();
    List<String> there =
        around.docs().all(around.plugin()).stream()
            .map(each -> entry(each.bucket(), each.key(), TrialNet.bytes(each.value())))
            .sorted()
            .toList();
    wanted.stream()
        .filter(each -> !there.contains(each))
        .limit(5)
        .forEach(each -> found.add("documents: there is no " + each));
    there.stream()
        .filter(each -> !wanted.contains(each))
        .limit(5)
        .forEach(each -> found.add("documents: there is also " + each));
  }

  private static String entry(String bucket, String key, byte[] value) {
    return bucket + "/" + key + ": " + new String(value, java.nio.charset.StandardCharsets.UTF_8);
  }

  private void sent(List<Expected.Sent> expected, List<SentRequest> sent) {
    same("requests sent", expected.size(), sent.size());
    for (int i = 0; i < Math.min(expected.size(), sent.size()); i++) {
      Expected.Sent wanted = expected.get(i);
      SentRequest was = sent.get(i);
      same("sent method", wanted.method(), was.method());
      same("sent url", wanted.url(), was.url());
      headers("sent headers", wanted.headers(), was.headers());
      wanted.body().ifPresent(body -> bytes("sent body", body, was.body()));
    }
  }

  private void headers(
      String what, Map<String, Optional<String>> expected, Map<String, String> there) {
    expected.forEach(
        (name, value) -> same(what + " " + name, value, Optional.ofNullable(there.get(name))));
  }

  private void bytes(String what, Bytes expected, Bytes was) {
    int at = Arrays.mismatch(expected.array(), was.array());
    if (at >= 0) {
      found.add(
          "%s: expected %s and was %s; they differ at byte %d".formatted(what, expected, was, at));
    }
  }

  private void same(String what, Object expected, Object was) {
    if (!expected.equals(was)) {
      found.add("%s: expected %s and was %s".formatted(what, text(expected), text(was)));
    }
  }

  private static String text(Object value) {
    return value instanceof Optional<?> optional
        ? optional.map(String::valueOf).orElse("none")
        : String.valueOf(value);
  }
}
