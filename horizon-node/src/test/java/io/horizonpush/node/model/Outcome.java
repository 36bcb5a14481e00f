package io.horizonpush.node.model;

import java.util.List;

/**
 * What an operation leads to, as far as it is compared: the model's and the node's must be equal.
 *
 * @param code of an error; empty for success, and for errors without a body
 * @param facts what the answer says, in the words of whoever reads it
 */
record Outcome(int status, String code, List<String> facts) {

  Outcome {
    facts = List.copyOf(facts);
  }

  static Outcome ok(int status, List<String> facts) {
    return new Outcome(status, "", facts);
  }

  static Outcome ok(int status, String... facts) {
    return new Outcome(status, "", List.of(facts));
  }

  /** What a client sees of an error where answers have no body. */
  Outcome withoutBody() {
    return code.isEmpty() ? this : new Outcome(status, "", facts);
  }
}
