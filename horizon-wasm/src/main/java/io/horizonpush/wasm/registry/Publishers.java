package io.horizonpush.wasm.registry;

import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.PublicKey;
import io.horizonpush.wasm.registry.RegistryException.Reason;
import java.util.Optional;
import java.util.Set;

/**
 * Whose plugins are believed: those of listed publishers, and of each plugin the first one that it
 * had. Immutable.
 *
 * @param listed in hexadecimal digits; none for anybody
 */
record Publishers(Set<String> listed) {

  /**
   * What there is to say to an operator who installs a file.
   *
   * @param pinned the publisher of the plugin that is there
   * @throws RegistryException if another one would take its place, or a list has not this one
   */
  Optional<String> check(String name, PluginFile file, Optional<String> pinned, boolean trust) {
    Optional<String> signer = file.publisher().map(PublicKey::hex);
    if (pinned.isPresent()) {
      return signer.equals(pinned) ? Optional.empty() : replaced(name, signer, pinned.get(), trust);
    }
    if (!listed.isEmpty() && signer.filter(listed::contains).isEmpty()) {
      return Optional.of(unlisted(signer, trust));
    }
    return signer.isEmpty()
        ? Optional.of("nobody signed it: its digest alone says what it is")
        : signer
            .filter(key -> !listed.contains(key))
            .map(
                key ->
                    "it is signed by %s, of whom nothing is known here; from now on only they can upgrade %s"
                        .formatted(key, name));
  }

  private static Optional<String> replaced(
      String name, Optional<String> signer, String pinned, boolean trust) {
    String who =
        signer.map(key -> "this file is signed by " + key).orElse("nobody signed this file");
    String what = "%s is signed by %s, and %s".formatted(name, pinned, who);
    if (!trust) {
      throw new RegistryException(
          Reason.PUBLISHER, what + ": give --trust if that is to be so, from now on");
    }
    return Optional.of(what);
  }

  private static String unlisted(Optional<String> signer, boolean trust) {
    String who =
        signer
            .map(key -> "it is signed by %s, who is not among plugins.publishers".formatted(key))
            .orElse("nobody signed it, and plugins.publishers lists whose plugins are installed");
    if (!trust) {
      throw new RegistryException(
          Reason.PUBLISHER, who + ": give --trust to install it nevertheless");
    }
    return who;
  }
}
