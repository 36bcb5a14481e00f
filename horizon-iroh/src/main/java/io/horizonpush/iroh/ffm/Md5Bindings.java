package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * The exports about MD5. A state is {@link #STATE} bytes that the native library alone understands.
 * Thread-safe; a state is confined to one thread at a time.
 */
final class Md5Bindings extends Bindings {

  /** The size of a state in bytes. */
  static final int STATE = 88;

  /** The size of a digest in bytes. */
  static final int VALUE = 16;

  private final NativeFunction begin;
  private final NativeFunction update;
  private final NativeFunction updateAll;
  private final NativeFunction value;

  Md5Bindings(Linkage linkage) {
    super(linkage);
    // These take what is on the heap where it is, and hold up the garbage collector meanwhile.
    Linker.Option heap = Linker.Option.critical(true);
    begin = linkage.link("hz_md5_begin", FunctionDescriptor.of(JAVA_LONG, ADDRESS), heap);
    update =
        linkage.link(
            "hz_md5_update", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG), heap);
    updateAll = link("hz_md5_update_all", "LPP");
    value = linkage.link("hz_md5_value", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS), heap);
  }

  void begin(MemorySegment state) {
    check(call(() -> (long) begin.handle().invokeExact(state)));
  }

  void update(MemorySegment state, MemorySegment bytes) {
    check(call(() -> (long) update.handle().invokeExact(state, bytes, bytes.byteSize())));
  }

  /**
   * Adds to each of some states its bytes.
   *
   * @param states one behind the other, outside the heap
   * @param pieces address and length of each, outside the heap
   */
  void updateAll(int count, MemorySegment states, MemorySegment pieces) {
    check(call(() -> (long) updateAll.handle().invokeExact((long) count, states, pieces)));
  }

  void value(MemorySegment state, MemorySegment value) {
    check(call(() -> (long) this.value.handle().invokeExact(state, value)));
  }

  private static void check(long result) {
    if (result != 0) {
      throw new IllegalStateException("The native library cannot compute an MD5: " + result);
    }
  }
}
