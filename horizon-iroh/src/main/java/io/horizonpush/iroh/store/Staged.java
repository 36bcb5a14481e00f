package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.StagedBody;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A body with the pins that keep its blobs. Thread-safe. */
final class Staged implements StagedBody {

  private final ObjectBody body;
  private final List<PinnedBlob> blobs;
  private final Pins pins;
  private final AtomicBoolean closed = new AtomicBoolean();

  Staged(ObjectBody body, List<PinnedBlob> blobs, Pins pins) {
    this.body = body;
    this.blobs = List.copyOf(blobs);
    this.pins = pins;
  }

  @Override
  public ObjectBody body() {
    return body;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      blobs.forEach(pins::release);
    }
  }
}
