package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.SparseRecords.Kind;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.Content.OpenFile;
import java.util.Optional;

/**
 * Bytes that are here, and where.
 *
 * @param hash of the blob, or the name of a body whose hash nobody knows
 * @param length in bytes
 * @param filled how they are filled, if they are not whole
 */
record Located(BlobHash hash, long length, Place place, Optional<Kind> filled) {

  /** A whole blob. */
  static Located whole(BlobHash hash, long length, Place place) {
    return new Located(hash, length, place, Optional.empty());
  }

  /** A record that is being filled. */
  static Located filled(Kind kind, StoredRecord record) {
    return new Located(
        record.hash(),
        record.length(),
        new Place(record.file(), record.offset(), false),
        Optional.of(kind));
  }

  /** Where a row says that a blob is, if all its bytes are here. */
  static Optional<Located> of(BlobRow row) {
    return row.place()
        .filter(place -> row.residency() == Residency.WHOLE)
        .map(place -> whole(row.hash(), row.length(), place));
  }

  StoredRecord record() {
    return new StoredRecord(hash, length, place.file(), place.offset());
  }

  /** A range of the blob in its open file. */
  Content.FileSlice slice(ByteRange range, OpenFile file) {
    return new Content.FileSlice(file, place.offset() + range.offset(), range.length());
  }
}
