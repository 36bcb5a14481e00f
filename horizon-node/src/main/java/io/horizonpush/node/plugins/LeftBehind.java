package io.horizonpush.node.plugins;

import io.horizonpush.s3.store.PluginRemains;
import io.horizonpush.wasm.chain.PluginChain;
import io.horizonpush.wasm.registry.PluginRegistry;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The blobs that nobody keeps any more: those of plugins that no entry runs, and of caches without
 * one. Where an entry's file cannot be looked into, whose they are is not known, and they stay.
 * Stateless.
 */
public final class LeftBehind {

  private LeftBehind() {}

  /** Drops them at a start, when no cache has anything. */
  public static void dropAtStart(PluginRegistry registry, PluginRemains remains) {
    registry.plugins().ifPresent(remains::keepBlobsOf);
  }

  /** Drops them when an entry was removed. */
  static void drop(PluginRegistry registry, PluginRemains remains) {
    Set<String> caches =
        registry.list().stream()
            .map(view -> PluginChain.keeperOfAnswers(view.entry().name()))
            .collect(Collectors.toSet());
    registry
        .plugins()
        .ifPresent(
            plugins -> {
              Set<String> keepers = new HashSet<>(plugins);
              keepers.addAll(caches);
              remains.keepBlobsOf(keepers);
            });
  }
}
