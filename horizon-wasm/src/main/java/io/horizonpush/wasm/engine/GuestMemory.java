package io.horizonpush.wasm.engine;

/**
 * The memory of an instance as the node sees it: every access is checked, addresses and lengths are
 * unsigned, and its size is asked for anew each time, since guests grow it. Confined to the thread
 * of its instance.
 */
public interface GuestMemory {

  /** The number of bytes it has now. */
  long size();

  /** Whether a range lies inside. */
  default boolean contains(int address, long length) {
    long from = Integer.toUnsignedLong(address);
    return length >= 0 && from + length <= size();
  }

  /**
   * A copy of a range.
   *
   * @throws IndexOutOfBoundsException if it does not lie inside
   */
  byte[] read(int address, int length);

  /**
   * Writes a part of an array.
   *
   * @throws IndexOutOfBoundsException if the range does not lie inside
   */
  void write(int address, byte[] bytes, int offset, int length);
}
