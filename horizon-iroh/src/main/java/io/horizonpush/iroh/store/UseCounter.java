package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BlobUseTable.PendingUse;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.Durability;
import java.util.Optional;

/**
 * Counts the uses of many blobs that were written down at once, a few in each transaction, so that
 * nothing waits long for them. Thread-safe; blocks its (virtual) thread.
 */
final class UseCounter {

  private final Index index;
  private final HeldBlobs held;

  UseCounter(Index index, HeldBlobs held) {
    this.index = index;
    this.held = held;
  }

  /** Counts all that is still to be counted. */
  void run() {
    while (index.read(tables -> tables.uses().hasPending())) {
      index
          .write(Durability.RELAXED, tables -> tables.uses().step())
          .filter(step -> step.change() < 0)
          .ifPresent(this::forget);
    }
  }

  private void forget(PendingUse step) {
    Optional.of(step.use().bucket())
        .flatMap(bucket -> index.read(tables -> tables.buckets().find(bucket)))
        .ifPresent(
            bucket -> held.forget(bucket.uid(), step.blobs().stream().map(Used::hash).toList()));
  }
}
