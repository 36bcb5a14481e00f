package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.StagedBody;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A body with what keeps its bytes: the pins of its blobs, or its memory. Thread-safe. */
final class Staged implements StagedBody {

  private final ObjectBody body;
  private final boolean held;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Staged(ObjectBody body, boolean held, Runnable release) {
    this.body = body;
    this.held = held;
    this.release = release;
  }

  /** A body inside its record, with the memory that it has. */
  static Staged inline(ObjectBody.Inline body, BodyMemory.Share share) {
    return new Staged(body, true, share::close);
  }

  /** A body whose bytes are here, kept by pins. */
  static Staged held(ObjectBody body, List<PinnedBlob> blobs) {
    List<PinnedBlob> pins = List.copyOf(blobs);
    return new Staged(body, true, () -> pins.forEach(PinnedBlob::close));
  }

  /** A body that is known by name. */
  static Staged named(ObjectBody body) {
    return new Staged(body, false, () -> {});
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
      release.run();
    }
  }
}
