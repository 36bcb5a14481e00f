package io.horizonpush.node.admin;

import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.registry.RegistryException;
import java.util.Optional;

/** How the admin API names what is refused about plugins. Stateless. */
public final class PluginErrors {

  /** The code of what is no plugin for this node, or of settings that are not for it. */
  static final String REFUSED = "PluginRefused";

  private PluginErrors() {}

  /** The answer to what went wrong; nothing if that was nothing of a plugin. */
  static Optional<AdminResponse> response(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case RefusedPluginException _ -> Optional.of(AdminResponse.error(400, REFUSED, message));
      case RegistryException refused ->
          Optional.of(
              AdminResponse.error(status(refused.reason()), code(refused.reason()), message));
      default -> Optional.empty();
    };
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
