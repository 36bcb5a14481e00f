package io.horizonpush.wasm.trial;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of a step. Confined to its step. */
final class Observed {

  boolean called = true;
  String from = "operation";
  int status;
  Optional<String> code = Optional.empty();
  Map<String, String> headers = new LinkedHashMap<>();
  Bytes body = Bytes.NONE;
  Optional<String> identity = Optional.empty();
  Optional<Stored> stored = Optional.empty();

  /** The time in milliseconds for which the answer is kept. */
  Optional<Long> ttl = Optional.empty();

  boolean again;
  Optional<String> failure = Optional.empty();

  /** What no case can expect. */
  final List<String> faults = new ArrayList<>();

  /** What the operation was given. */
  record Stored(String bucket, String key, Map<String, String> headers, Bytes body) {}
}
