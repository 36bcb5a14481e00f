package io.horizonpush.wasm.host;

/** Why a function of the host did nothing, as guests are told. */
enum Errno {
  NOT_FOUND(-1),
  FORBIDDEN(-2),
  WRONG_PHASE(-3),
  INVALID(-4),
  TOO_LARGE(-5),
  BAD_HANDLE(-6),
  BUDGET(-7),
  UNAVAILABLE(-8),
  TIMED_OUT(-9),
  CONFLICT(-10),
  ERROR(-11);

  private final int code;
  private final HostError error;

  Errno(int code) {
    this.code = code;
    this.error = new HostError(this);
  }

  int code() {
    return code;
  }

  /** The same to throw, made once. */
  HostError error() {
    return error;
  }
}
