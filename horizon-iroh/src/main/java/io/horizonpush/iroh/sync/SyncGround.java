package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.index.Index;

/**
 * What giving and following entries stand on: stores, who may what, how much, and the counts.
 *
 * @param forms of settings that clients make
 */
public record SyncGround(
    SyncStores stores,
    SyncAccess access,
    SyncLimits limits,
    SettingForms forms,
    SyncCounts counts) {

  Index index() {
    return stores.index();
  }
}
