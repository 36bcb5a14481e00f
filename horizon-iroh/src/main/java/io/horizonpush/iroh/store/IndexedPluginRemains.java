package io.horizonpush.iroh.store;

import io.horizonpush.s3.store.PluginRemains;
import java.util.Set;

/** What a plugin leaves behind, in the index. Thread-safe; blocks its (virtual) thread. */
record IndexedPluginRemains(IndexedPluginDocs docs, IndexedPluginBlobs blobs)
    implements PluginRemains {

  @Override
  public void keepBlobsOf(Set<String> plugins) {
    blobs.keepOf(plugins);
  }

  @Override
  public long forgetEntries(String plugin) {
    return docs.forget(plugin);
  }
}
