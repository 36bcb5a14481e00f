package io.horizonpush.node.model;

import java.util.List;

/** An error that the model gives instead of an answer. */
final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  Failure(int status, String code) {
    super(code, null, false, false);
    this.status = status;
    this.code = code;
  }

  Outcome outcome() {
    return new Outcome(status, code, List.of());
  }
}
