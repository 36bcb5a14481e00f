package io.horizonpush.wasm.chain;

/** What becomes of a request when a plugin fails. */
public enum OnError {
  /** It is refused. */
  FAIL_CLOSED,
  /** It goes on as if the plugin were not there. */
  FAIL_OPEN,
  /** The same, and an operator hears of it. */
  BYPASS_AND_ALARM
}
