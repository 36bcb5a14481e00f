package io.horizonpush.iroh.content;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import java.util.concurrent.atomic.AtomicBoolean;

/** A blob that stays until it is let go of, once. */
record Pin(BlobHash hash, long length, Runnable release, AtomicBoolean released)
    implements PinnedBlob {

  Pin(BlobHash hash, long length, Runnable release) {
    this(hash, length, release, new AtomicBoolean());
  }

  @Override
  public void close() {
    if (released.compareAndSet(false, true)) {
      release.run();
    }
  }
}
