package io.horizonpush.wasm.registry;

import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.Settings;
import io.horizonpush.wasm.chain.EntryStatus;
import java.util.List;
import java.util.Optional;

/**
 * An installed plugin as an operator sees it. Holds no secret that it shows.
 *
 * @param loaded nothing where this node does not take the file any more, or has lost it
 * @param status nothing where it does not run
 * @param failure why it was left out at the start, if it was
 */
public record EntryView(
    StoredEntry entry,
    Optional<Loaded> loaded,
    Optional<EntryStatus> status,
    Optional<String> failure) {

  /**
   * What the version that runs is.
   *
   * @param settings with what is preset
   */
  public record Loaded(PluginFile file, Settings settings) {

    public Manifest manifest() {
      return file.manifest();
    }
  }

  /** Whether its plugin gives itself this name. */
  boolean isOf(String plugin) {
    return loaded.filter(it -> it.manifest().about().name().equals(plugin)).isPresent();
  }

  public Choices choices() {
    return entry.running().choices();
  }

  /** Its place among others: smaller ones come first. */
  public int priority() {
    return choices()
        .priority()
        .orElseGet(() -> loaded.map(each -> each.manifest().priority()).orElse(0));
  }

  /** What it asks for and was not granted, as grants are written. */
  public List<String> notGranted() {
    return loaded
        .map(each -> choices().grants().missing(each.manifest().grants()))
        .orElse(List.of());
  }
}
