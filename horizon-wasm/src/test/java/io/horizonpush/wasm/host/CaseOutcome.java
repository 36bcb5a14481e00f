package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.StoreVerdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of a step of a case. Confined to one test. */
final class CaseOutcome {

  String answer = "operation";
  boolean called = true;
  int status = 200;
  Optional<String> code = Optional.empty();
  Optional<String> identity = Optional.empty();
  List<HeaderField> headers = List.of();
  byte[] body = new byte[0];
  Optional<StoreVerdict.Store> cache = Optional.empty();
  boolean again;
  boolean failed;

  /** What the operation was given. */
  byte[] stored = new byte[0];

  Map<String, String> place = Map.of();
  List<HeaderField> storedHeaders = List.of();
}
