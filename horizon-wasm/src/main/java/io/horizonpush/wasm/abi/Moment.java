package io.horizonpush.wasm.abi;

/** What an instance is being called for: some of what the host offers is of use only then. */
public enum Moment {
  INIT,
  AUTHORIZE,
  CACHE_LOOKUP,
  REQUEST,
  REQUEST_BODY,
  RESPONSE,
  RESPONSE_BODY,
  CACHE_STORE,
  DONE,
  EVENT,
  TICK
}
