package io.horizonpush.wasm.registry;

import io.horizonpush.wasm.abi.PluginFile;
import java.util.List;

/**
 * Entries whose plugins give themselves the same name: what they keep is one, whoever made them.
 * Stateless.
 */
final class Namesakes {

  private Namesakes() {}

  /** What an operator should know who installs a file beside another one of its name. */
  static List<String> warnings(String entry, PluginFile file, List<EntryView> all) {
    String plugin = file.manifest().about().name();
    return all.stream()
        .filter(view -> !view.entry().name().equals(entry))
        .filter(view -> !view.entry().running().digest().equals(file.digest()))
        .filter(view -> view.isOf(plugin))
        .map(
            view ->
                "it calls itself %s, as the entry %s does, which is another file: they share what they keep"
                    .formatted(plugin, view.entry().name()))
        .toList();
  }
}
