package io.horizonpush.node.model;

import java.util.List;

/** An error that the model gives instead of an answer. */
final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final String fact;

  Failure(int status, String code) {
    this(status, code, "");
  }

  private Failure(int status, String code, String fact) {
    super(code, null, false, false);
    this.status = status;
    this.code = code;
    this.fact = fact;
  }

  /** A delete marker is met where an object was meant; the answer names it. */
  static Failure marker(int status, String code, String version) {
    return new Failure(status, code, Step.markerFact(version));
  }

  /** A lock keeps something as it is. */
  static Failure locked() {
    return new Failure(403, "AccessDenied");
  }

  /** A lock is asked for where there can be none. */
  static Failure noLocks() {
    return new Failure(400, "InvalidRequest");
  }

  Outcome outcome() {
    return new Outcome(status, code, fact.isEmpty() ? List.of() : List.of(fact));
  }
}
