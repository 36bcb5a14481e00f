package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Decides when pinned blobs are let go: at once, but while garbage is collected only after that.
 *
 * <p>A collection reads the index first and looks at the pins later. A blob that is committed and
 * unpinned between the two would be in neither, and lost. Thread-safe.
 */
public final class Pins {

  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock collection = new ReentrantLock();
  private final List<PinnedBlob> waiting = new ArrayList<>();
  private boolean collecting;

  /** Lets go of a blob as soon as that is safe. */
  public void release(PinnedBlob pin) {
    lock.lock();
    try {
      if (collecting) {
        waiting.add(pin);
        return;
      }
    } finally {
      lock.unlock();
    }
    pin.close();
  }

  /** The same pin, let go of as {@link #release} does. */
  public PinnedBlob kept(PinnedBlob pin) {
    return new PinnedBlob() {
      @Override
      public BlobHash hash() {
        return pin.hash();
      }

      @Override
      public long length() {
        return pin.length();
      }

      @Override
      public void close() {
        release(pin);
      }
    };
  }

  /** Runs a collection, one at a time; blobs released meanwhile are kept until it ends. */
  <T> T whileKept(Supplier<T> action) {
    collection.lock();
    try {
      setCollecting(true);
      return action.get();
    } finally {
      setCollecting(false);
      collection.unlock();
    }
  }

  private void setCollecting(boolean begins) {
    List<PinnedBlob> released;
    lock.lock();
    try {
      collecting = begins;
      released = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    released.forEach(PinnedBlob::close);
  }
}
