package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.index.Index;

/** What giving and following entries stand on: stores, who may what, how much, and the counts. */
public record SyncGround(
    SyncStores stores, SyncAccess access, SyncLimits limits, SyncCounts counts) {

  Index index() {
    return stores.index();
  }
}
