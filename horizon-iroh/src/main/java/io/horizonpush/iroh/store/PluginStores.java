package io.horizonpush.iroh.store;

import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PluginLimits;
import io.horizonpush.s3.store.ObjectEvents;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.s3.store.PluginRemains;

/** What plugins keep on this node, and what they hear. Thread-safe. */
public final class PluginStores {

  private final IndexedPluginDocs docs;
  private final IndexedPluginBlobs blobs;
  private final IndexedObjectEvents events;

  /** What it stands on. */
  record Ground(
      Index index,
      ContentStore content,
      Buckets buckets,
      Bodies bodies,
      HeldBlobs held,
      Sharing sharing) {}

  PluginStores(Ground on, PluginLimits limits) {
    docs = new IndexedPluginDocs(on.index(), on.buckets(), on.bodies(), on.sharing(), limits);
    blobs = new IndexedPluginBlobs(on.index(), on.content(), on.held(), on.bodies());
    events = new IndexedObjectEvents(on.index());
  }

  /** What plugins keep in buckets. */
  public PluginDocs docs() {
    return docs;
  }

  /** The blobs that plugins read and keep. */
  public PluginBlobs blobs() {
    return blobs;
  }

  /** What became of objects. */
  public ObjectEvents events() {
    return events;
  }

  /** What removed plugins leave behind. */
  public PluginRemains remains() {
    return new IndexedPluginRemains(docs, blobs);
  }

  /** Stores which blobs were read, and drops events that nobody asks for. */
  public void run() {
    blobs.storeReads();
    events.trim();
  }
}
