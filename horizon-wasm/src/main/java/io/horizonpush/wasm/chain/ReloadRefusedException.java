package io.horizonpush.wasm.chain;

/** A chain could not be made. What was there before goes on. */
public final class ReloadRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param entry with which it failed
   * @param reason one line for an operator
   */
  ReloadRefusedException(String entry, String reason) {
    super("%s: %s".formatted(entry, reason));
  }

  /** The same, for what another one says. */
  ReloadRefusedException(String entry, String reason, Throwable cause) {
    super("%s: %s".formatted(entry, reason), cause);
  }
}
