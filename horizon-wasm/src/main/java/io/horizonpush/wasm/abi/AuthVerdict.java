package io.horizonpush.wasm.abi;

/** What a plugin says about who sends a request. */
public sealed interface AuthVerdict {

  /** The sender stays what it is. */
  record Abstain() implements AuthVerdict {}

  /**
   * The sender is somebody.
   *
   * @param principal one that the plugin's grant lists
   */
  record Identified(String principal) implements AuthVerdict {}

  /** The request is refused. */
  record Deny(Answer.Denial denial) implements AuthVerdict {}
}
