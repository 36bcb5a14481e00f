package io.horizonpush.wasm.abi;

/** What a plugin says about a head. */
public sealed interface HeadAction {

  /** Go on. */
  record Continue() implements HeadAction {}

  /** Go on without it. */
  record Skip() implements HeadAction {}

  /** Answer so. */
  record Respond(Answer answer) implements HeadAction {}
}
