package io.horizonpush.wasm.trial;

/** A case is not as it must be. The message names the field. */
public final class CaseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CaseException(String message) {
    super(message);
  }

  CaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
