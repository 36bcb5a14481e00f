package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * CRC-64/NVME by the processor's own multiplication without carries, as the native library has it.
 *
 * <p>The one export that takes bytes where they are, on the heap, too: it holds up the garbage
 * collector meanwhile, so it gets pieces of which each takes microseconds. Thread-safe.
 */
public final class NativeCrc64 {

  private static final long LARGEST_PIECE = 256 << 10;

  private final NativeFunction update;

  NativeCrc64(Linkage linkage) {
    update =
        linkage.link(
            "hz_crc64_nvme",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
            Linker.Option.critical(true));
  }

  /**
   * The register behind the remaining bytes of a buffer, whose position stays where it is.
   *
   * @param register before them; all ones at the beginning
   */
  public long update(long register, ByteBuffer bytes) {
    MemorySegment all = MemorySegment.ofBuffer(bytes);
    long behind = register;
    for (long at = 0; at < all.byteSize(); at += LARGEST_PIECE) {
      behind = call(behind, all.asSlice(at, Math.min(LARGEST_PIECE, all.byteSize() - at)));
    }
    return behind;
  }

  private long call(long register, MemorySegment piece) {
    return Linkage.call(
        () -> (long) update.handle().invokeExact(register, piece, piece.byteSize()));
  }
}
