package io.horizonpush.iroh.ffm;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A function of the native library, linked by its first call: linking generates code, and most
 * functions are not needed when a node starts. Thread-safe.
 */
final class NativeFunction {

  private static final Linker LINKER = Linker.nativeLinker();

  private final MemorySegment address;
  private final FunctionDescriptor descriptor;
  private final Linker.Option[] options;

  /** Threads that come first together may each link; the handles are equally good. */
  private volatile @Nullable MethodHandle linked;

  NativeFunction(MemorySegment address, FunctionDescriptor descriptor, Linker.Option... options) {
    this.options = options.clone();
    this.address = address;
    this.descriptor = descriptor;
  }

  MethodHandle handle() {
    MethodHandle handle = linked;
    if (handle == null) {
      handle = LINKER.downcallHandle(address, descriptor, options);
      linked = handle;
    }
    return handle;
  }
}
