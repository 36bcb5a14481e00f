package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.s3.store.BlobFill;

/** A blob that is filled by writing into its record. Thread-safe; blocks its (virtual) thread. */
public interface RecordFill extends BlobFill {

  /** The record, for as long as this is open. */
  StoredRecord record();

  /**
   * Lets bytes come.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code InsufficientStorage} if the disk has too
   *     little room for so many
   */
  void requireRoom(long bytes);
}
