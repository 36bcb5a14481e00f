package io.horizonpush.node.config;

/** A setting that cannot be used. The message names it, where it stands and what is allowed. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
