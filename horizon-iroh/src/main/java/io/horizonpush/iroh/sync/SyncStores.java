package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.replica.ManifestHash;
import io.horizonpush.s3.store.Records;

/**
 * Where entries are, and where those of others go.
 *
 * @param records take what is new
 * @param hash names manifests
 * @param floor of the disk
 */
public record SyncStores(
    Index index, SyncDocuments documents, Records records, ManifestHash hash, DiskFloor floor) {}
