package io.horizonpush.s3.xml;

import io.horizonpush.s3.model.S3Exception;
import java.util.concurrent.Semaphore;

/**
 * Bounds how much of all documents together is held while they are read: one is small, but there
 * may be as many as connections, and each takes several times its length until it is understood.
 * Thread-safe.
 */
final class DocumentMemory {

  /** Of each document so many bytes are free, so that large ones never keep small ones out. */
  static final int FREE = 16 << 10;

  private static final int UNIT = 1 << 10;

  private final Semaphore units;

  /**
   * @param bytes of all documents, beyond what is free of each
   */
  DocumentMemory(long bytes) {
    units = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / UNIT));
  }

  /** Begins a document. */
  Share begin() {
    return new Share();
  }

  /** What one document holds. Confined to one thread. */
  final class Share implements AutoCloseable {

    private int held;

    private Share() {}

    /**
     * Makes sure that a document may have so many bytes.
     *
     * @throws S3Exception {@code SlowDown} when too much is held already
     */
    void cover(int bytes) {
      int needed = Math.max(0, (bytes - FREE + UNIT - 1) / UNIT);
      if (needed > held) {
        if (!units.tryAcquire(needed - held)) {
          throw S3Exception.slowDown();
        }
        held = needed;
      }
    }

    @Override
    public void close() {
      units.release(held);
      held = 0;
    }
  }
}
