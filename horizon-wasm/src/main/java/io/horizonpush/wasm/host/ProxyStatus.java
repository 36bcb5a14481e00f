package io.horizonpush.wasm.host;

/**
 * What a function of proxy-wasm's host answers.
 *
 * @see <a
 *     href="https://github.com/proxy-wasm/spec/blob/main/abi-versions/v0.2.1/README.md">Proxy-Wasm
 *     ABI 0.2.1</a>
 */
enum ProxyStatus {
  OK(0),
  NOT_FOUND(1),
  BAD_ARGUMENT(2),
  INVALID_MEMORY_ACCESS(6),
  CAS_MISMATCH(8),
  INTERNAL_FAILURE(10),
  UNIMPLEMENTED(12);

  private final int code;

  ProxyStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** The same for what the functions of the native ABI refuse. */
  static int of(Errno errno) {
    ProxyStatus status =
        switch (errno) {
          case NOT_FOUND -> NOT_FOUND;
          case INVALID -> INVALID_MEMORY_ACCESS;
          case FORBIDDEN, WRONG_PHASE, TOO_LARGE, BAD_HANDLE, BUDGET -> BAD_ARGUMENT;
          case CONFLICT -> CAS_MISMATCH;
          case UNAVAILABLE, TIMED_OUT, ERROR -> INTERNAL_FAILURE;
        };
    return status.code;
  }
}
