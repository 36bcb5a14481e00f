package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.StagedBody;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A body with the pins that keep its blobs. Thread-safe. */
final class Staged implements StagedBody {

  private final ObjectBody body;
  private final boolean held;
  private final List<PinnedBlob> blobs;
  private final Pins pins;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Staged(ObjectBody body, boolean held, List<PinnedBlob> blobs, Pins pins) {
    this.body = body;
    this.held = held;
    this.blobs = List.copyOf(blobs);
    this.pins = pins;
  }

  /** A body whose bytes are here, kept by pins. */
  static Staged held(ObjectBody body, List<PinnedBlob> blobs, Pins pins) {
    return new Staged(body, true, blobs, pins);
  }

  /** A body that is known by name. */
  static Staged named(ObjectBody body, Pins pins) {
    return new Staged(body, false, List.of(), pins);
  }

  @Override
  public ObjectBody body() {
    return body;
  }

  @Override
  public boolean held() {
    return held;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      blobs.forEach(pins::release);
    }
  }
}
