package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3Exception;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * The segments that take copies of records, and the end of those that were copied from.
 * Thread-safe; blocks its (virtual) thread.
 */
final class SegmentCopies {

  private final IrohNative.Store store;
  private final StoreCalls calls;
  private final Comparison comparison;

  SegmentCopies(IrohNative.Store store, StoreCalls calls, Comparison comparison) {
    this.store = store;
    this.calls = calls;
    this.comparison = comparison;
  }

  /** Whether a record is known to be damaged, so that it cannot be copied. */
  boolean isDamaged(Located at) {
    return comparison.isDamaged(at);
  }

  /**
   * Copies records durably: where they are now, in the same order, and nothing for one that cannot
   * be copied. If that is because it is damaged, it is known as such behind this.
   */
  List<Optional<StoredRecord>> copy(List<Located> records) {
    List<Optional<StoredRecord>> copies =
        calls.await(
            store.copy(records.stream().map(Located::record).toList()), StoreCalls.PATIENCE);
    for (int i = 0; i < records.size(); i++) {
      if (copies.get(i).isEmpty()) {
        lookAt(records.get(i));
      }
    }
    return copies;
  }

  private void lookAt(Located at) {
    try {
      comparison.fromDisk(at, ByteRange.all(at.length()));
    } catch (NoSuchFileException | S3Exception e) {
      // Whoever reads it is told; here it is only not copied.
    }
  }

  /** Ends the segments that are being written. */
  void seal() {
    calls.await(store.seal(), StoreCalls.PATIENCE);
  }

  /** Removes a segment. */
  void remove(long segment) {
    calls.await(store.remove(List.of(segment)), StoreCalls.PATIENCE);
  }
}
