package io.horizonpush.iroh.content;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The buffers outside the heap in which bodies gather that go into a segment, in a few sizes: the
 * largest are made when they are needed and kept, the smaller ones are quarters of the next larger.
 * Thread-safe.
 */
final class BodyBuffers {

  /** The smallest buffer in bytes. */
  static final int SMALLEST = 16 << 10;

  private static final int QUARTERS = 4;

  private final int largest;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();

  /** What nobody has of each size, the smallest first. */
  private final List<Deque<Buffer>> free = new ArrayList<>();

  private int made;

  /**
   * @param size that the largest must have at least, in bytes
   * @param memory that all of them may take, in bytes
   */
  BodyBuffers(int size, long memory) {
    int each = SMALLEST;
    free.add(new ArrayDeque<>());
    while (each < size) {
      each *= QUARTERS;
      free.add(new ArrayDeque<>());
    }
    largest = each;
    most = Math.clamp(memory / each, 1, Integer.MAX_VALUE);
  }

  /** The size of the buffer that so many bytes get. */
  static int sizeFor(int bytes) {
    int size = SMALLEST;
    while (size < bytes) {
      size *= QUARTERS;
    }
    return size;
  }

  /** An empty buffer for so many bytes, or nothing when all are in use. */
  Optional<Buffer> take(int bytes) {
    lock.lock();
    try {
      return Optional.ofNullable(takeOf(level(sizeFor(bytes))));
    } finally {
      lock.unlock();
    }
  }

  private static int level(int size) {
    return Integer.numberOfTrailingZeros(size / SMALLEST) / 2;
  }

  private @Nullable Buffer takeOf(int level) {
    Buffer buffer = free.get(level).poll();
    if (buffer == null) {
      return level == level(largest) ? make() : splitOf(level + 1);
    }
    if (buffer.whole != null) {
      buffer.whole.taken++;
    }
    return buffer;
  }

  private @Nullable Buffer make() {
    if (made == most) {
      return null;
    }
    try {
      Buffer buffer = new Buffer(ByteBuffer.allocateDirect(largest), null);
      made++;
      return buffer;
    } catch (OutOfMemoryError e) {
      return null; // Direct memory alone is short; the body goes its other way.
    }
  }

  /** The first quarter of a buffer; the others are free from now on. */
  private @Nullable Buffer splitOf(int level) {
    Buffer whole = takeOf(level);
    if (whole == null) {
      return null;
    }
    int quarter = whole.bytes.capacity() / QUARTERS;
    for (int at = 1; at < QUARTERS; at++) {
      free.get(level - 1).add(new Buffer(whole.bytes.slice(at * quarter, quarter), whole));
    }
    whole.taken = 1;
    return new Buffer(whole.bytes.slice(0, quarter), whole);
  }

  private void giveBack(Buffer buffer) {
    lock.lock();
    try {
      add(buffer);
    } finally {
      lock.unlock();
    }
  }

  /** The last quarter of a buffer makes it whole again. */
  private void add(Buffer buffer) {
    Deque<Buffer> same = free.get(level(buffer.bytes.capacity()));
    Buffer whole = buffer.whole;
    if (whole == null) {
      same.push(buffer);
    } else if (--whole.taken > 0) {
      same.push(buffer);
    } else {
      same.removeIf(each -> each.whole == whole);
      add(whole);
    }
  }

  /** One buffer, which its user gives back once. */
  final class Buffer implements AutoCloseable {

    private final ByteBuffer bytes;
    private final @Nullable Buffer whole;

    /** Of its quarters those that are in use; under the lock. */
    private int taken;

    private Buffer(ByteBuffer bytes, @Nullable Buffer whole) {
      this.bytes = bytes;
      this.whole = whole;
    }

    /** All of it. */
    ByteBuffer bytes() {
      return bytes;
    }

    @Override
    public void close() {
      bytes.clear();
      giveBack(this);
    }
  }
}
