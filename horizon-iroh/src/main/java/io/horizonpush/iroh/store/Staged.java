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
  private final AtomicBoolean closed = new AtomicBoolean();

  private Staged(ObjectBody body, boolean held, List<PinnedBlob> blobs) {
    this.body = body;
    this.held = held;
    this.blobs = List.copyOf(blobs);
  }

  /** A body whose bytes are here, kept by pins. */
  static Staged held(ObjectBody body, List<PinnedBlob> blobs) {
    return new Staged(body, true, blobs);
  }

  /** A body that is known by name. */
  static Staged named(ObjectBody body) {
    return new Staged(body, false, List.of());
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
      blobs.forEach(PinnedBlob::close);
    }
  }
}
