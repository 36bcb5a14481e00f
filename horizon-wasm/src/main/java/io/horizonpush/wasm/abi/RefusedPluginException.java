package io.horizonpush.wasm.abi;

/** A plugin's file, manifest, settings or grants are not as they must be. Says which and why. */
public final class RefusedPluginException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RefusedPluginException(String message) {
    super(message);
  }

  public RefusedPluginException(String message, Throwable cause) {
    super(message, cause);
  }
}
