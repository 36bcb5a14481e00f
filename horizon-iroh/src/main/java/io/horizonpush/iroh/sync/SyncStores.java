package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.epoch.Epochs;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.replica.ManifestHash;
import io.horizonpush.s3.store.Records;

/**
 * Where entries are, and where those of others go.
 *
 * @param epochs which documents they are in
 * @param records take what is new
 * @param hash names manifests
 * @param floor of the disk
 */
public record SyncStores(
    Index index, Epochs epochs, Records records, ManifestHash hash, DiskFloor floor) {

  BucketDocuments documents() {
    return epochs.documents();
  }
}
