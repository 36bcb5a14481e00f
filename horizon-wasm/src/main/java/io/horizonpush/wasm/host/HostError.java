package io.horizonpush.wasm.host;

/** Ends a function of the host with an errno. Made once for each, without a stack trace. */
final class HostError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Errno errno;

  HostError(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }
}
