package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.Content.OpenFile;
import java.util.Optional;

/**
 * A blob whose bytes are here, and where.
 *
 * @param length in bytes
 */
record Located(BlobHash hash, long length, Place place) {

  /** Where a row says that a blob is, if its bytes are here. */
  static Optional<Located> of(BlobRow row) {
    return row.place().map(place -> new Located(row.hash(), row.length(), place));
  }

  StoredRecord record() {
    return new StoredRecord(hash, length, place.file(), place.offset());
  }

  /** A range of the blob in its open file. */
  Content.FileSlice slice(ByteRange range, OpenFile file) {
    return new Content.FileSlice(file, place.offset() + range.offset(), range.length());
  }
}
