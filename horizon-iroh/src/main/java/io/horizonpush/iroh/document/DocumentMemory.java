package io.horizonpush.iroh.document;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of open documents, counted by what they touched since they were opened. Thread-safe.
 */
final class DocumentMemory {

  /** What an open store takes that was not used. */
  static final long OPENED = 512 << 10;

  /** The cache of a store is not larger (native/cargo.sh). */
  static final long CACHE = 4 << 20;

  /** Several pages, most of them shared with other entries: three times what was measured. */
  private static final long ENTRY = 2 << 10;

  private final long limit;
  private final Runnable makeRoom;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param limit of all documents, in bytes
   * @param makeRoom closes what nobody uses
   */
  DocumentMemory(long limit, Runnable makeRoom) {
    this.limit = limit;
    this.makeRoom = makeRoom;
  }

  /** What a store holds that touched so many entries more than one that holds {@code before}. */
  static long touched(long before, long entries) {
    return Math.min(OPENED + CACHE, before + Math.min(entries, CACHE) * ENTRY);
  }

  /** Takes note that a document holds more, or less. */
  void change(long bytes) {
    held.addAndGet(bytes);
  }

  boolean isOver() {
    return held.get() > limit;
  }

  /** Closes documents if together they hold too much. */
  void keepLimit() {
    if (isOver()) {
      makeRoom.run();
    }
  }
}
