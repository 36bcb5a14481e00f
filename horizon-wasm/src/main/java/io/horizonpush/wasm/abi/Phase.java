package io.horizonpush.wasm.abi;

import java.util.List;
import java.util.Locale;

/** A part of a request's way, or of a node's life, in which plugins are called. */
public enum Phase {
  AUTHORIZE("hp_authorize"),
  CACHE("hp_cache_lookup", "hp_cache_store"),
  REQUEST("hp_on_request"),
  RESPONSE("hp_on_response"),
  EVENT("hp_on_event"),
  TICK("hp_on_tick");

  private final List<String> exports;

  Phase(String... exports) {
    this.exports = List.of(exports);
  }

  /** The functions that a plugin exports for it. */
  public List<String> exports() {
    return exports;
  }

  /** The name in a manifest. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
