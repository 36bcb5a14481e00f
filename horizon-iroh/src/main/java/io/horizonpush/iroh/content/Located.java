package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.BlobHash;

/**
 * A blob whose bytes are here, and where.
 *
 * @param length in bytes
 */
record Located(BlobHash hash, long length, Place place) {

  StoredRecord record() {
    return new StoredRecord(hash, length, place.file(), place.offset());
  }
}
