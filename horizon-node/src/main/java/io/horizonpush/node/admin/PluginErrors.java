package io.horizonpush.node.admin;

import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.registry.RegistryException;

/** How the admin API names what is refused about plugins. Stateless. */
public final class PluginErrors {

  /** The code of what is no plugin for this node, or of settings that are not for it. */
  static final String REFUSED = "PluginRefused";

  private PluginErrors() {}

  static AdminResponse response(RefusedPluginException e) {
    return AdminResponse.error(400, REFUSED, String.valueOf(e.getMessage()));
  }

  static AdminResponse response(RegistryException e) {
    return AdminResponse.error(
        status(e.reason()), code(e.reason()), String.valueOf(e.getMessage()));
  }

  private static int status(RegistryException.Reason reason) {
    return switch (reason) {
      case UNKNOWN -> 404;
      case NOT_GRANTED, PUBLISHER -> 403;
      case TAKEN, NOT_STARTED, OFF -> 409;
    };
  }

  /** The code of an error, for programs to compare. */
  public static String code(RegistryException.Reason reason) {
    return switch (reason) {
      case UNKNOWN -> "NoSuchPlugin";
      case TAKEN -> "PluginNameTaken";
      case NOT_GRANTED -> "GrantsMissing";
      case PUBLISHER -> "PublisherNotTrusted";
      case NOT_STARTED -> "PluginNotStarted";
      case OFF -> "PluginsOff";
    };
  }
}
