package io.horizonpush.wasm.abi;

/** Which of the two heads is meant. */
public enum Side {
  REQUEST,
  ANSWER
}
