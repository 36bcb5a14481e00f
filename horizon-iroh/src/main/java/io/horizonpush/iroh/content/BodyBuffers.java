package io.horizonpush.iroh.content;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The buffers outside the heap in which bodies gather that go into a segment: so many at most, made
 * when they are needed and used again. Thread-safe.
 */
final class BodyBuffers {

  private final int size;
  private final AtomicInteger left;
  private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

  /**
   * @param size of each in bytes
   * @param memory that all of them may take, in bytes
   */
  BodyBuffers(int size, long memory) {
    this.size = size;
    this.left = new AtomicInteger(Math.clamp(memory / size, 1, 1024));
  }

  /** An empty buffer, or nothing when all are in use. */
  Optional<ByteBuffer> take() {
    ByteBuffer buffer = free.poll();
    if (buffer != null) {
      return Optional.of(buffer.clear());
    }
    if (left.getAndUpdate(count -> Math.max(0, count - 1)) == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(ByteBuffer.allocateDirect(size));
    } catch (OutOfMemoryError e) {
      left.incrementAndGet();
      return Optional.empty(); // Direct memory alone is short; the body goes its other way.
    }
  }

  void giveBack(ByteBuffer buffer) {
    free.add(buffer);
  }
}
