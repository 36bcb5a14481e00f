package io.horizonpush.node.admin;

import io.horizonpush.node.config.Secret;
import io.horizonpush.wasm.chain.OnError;
import java.util.List;
import java.util.Optional;

/**
 * A plugin that is to be installed; what is not said stays as it was, or is preset.
 *
 * @param file its bytes as base64; this or a ticket
 * @param as the name that it is to have here; nothing for its own
 * @param grants as they are written
 * @param grantRequested whether it gets all that it asks for and says
 * @param settings a JSON object as text
 * @param match as it is written, such as {@code bucket=photos key=*.txt}
 * @param trust whether it is to be installed whoever signed it
 */
public record PluginInstall(
    Optional<String> file,
    Optional<Secret> ticket,
    Optional<String> as,
    Optional<List<String>> grants,
    Optional<Boolean> grantRequested,
    Optional<Secret> settings,
    Optional<String> match,
    Optional<OnError> onError,
    Optional<Integer> priority,
    Optional<Integer> instances,
    Optional<Boolean> trust) {

  /** Throws IllegalArgumentException if it says not what is to be installed. */
  public PluginInstall {
    grants = grants.map(List::copyOf);
    if (file.isPresent() == ticket.isPresent()) {
      throw new IllegalArgumentException("a plugin is installed from a file or by a ticket");
    }
  }
}
