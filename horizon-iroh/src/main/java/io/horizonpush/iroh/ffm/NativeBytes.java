package io.horizonpush.iroh.ffm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bytes in memory of the native library, readable until they are closed. */
public final class NativeBytes implements AutoCloseable {

  private final MemorySegment segment;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  NativeBytes(MemorySegment segment, Runnable release) {
    this.segment = segment;
    this.release = release;
  }

  /** A view of the bytes; must not be touched once this is closed. */
  public ByteBuffer buffer() {
    return segment.asByteBuffer().asReadOnlyBuffer();
  }

  /** Gives the memory back. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
