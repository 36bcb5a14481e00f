package io.horizonpush.wasm.registry;

import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.abi.Phase;

/**
 * Whether a plugin stands between a bucket and who reads it. Plugins do not travel with buckets:
 * members read what is stored. Stateless.
 */
final class TicketCheck {

  private TicketCheck() {}

  static boolean isBetween(EntryView view, String bucket) {
    return takes(view.choices().match(), bucket)
        && view.loaded().map(loaded -> isBetween(loaded.manifest(), bucket)).orElse(true);
  }

  private static boolean isBetween(Manifest manifest, String bucket) {
    boolean decides = manifest.phases().contains(Phase.AUTHORIZE);
    boolean rewrites = manifest.bodies().response() == BodyAccess.WRITE;
    return (decides || rewrites) && takes(manifest.match(), bucket);
  }

  private static boolean takes(Match match, String bucket) {
    return match.buckets().isEmpty()
        || match.buckets().contains("*")
        || match.buckets().contains(bucket);
  }
}
