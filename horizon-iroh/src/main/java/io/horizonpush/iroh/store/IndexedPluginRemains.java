package io.horizonpush.iroh.store;

import io.horizonpush.s3.store.PluginRemains;

/** What a plugin leaves behind, in the index. Thread-safe; blocks its (virtual) thread. */
record IndexedPluginRemains(IndexedPluginDocs docs, IndexedPluginBlobs blobs)
    implements PluginRemains {

  @Override
  public void forgetBlobs(String plugin) {
    blobs.forget(plugin);
  }

  @Override
  public long forgetEntries(String plugin) {
    return docs.forget(plugin);
  }
}
