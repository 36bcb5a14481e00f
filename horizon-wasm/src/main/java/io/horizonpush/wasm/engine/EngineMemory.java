package io.horizonpush.wasm.engine;

import org.jspecify.annotations.Nullable;
import run.endive.runtime.Memory;

/** The memory of the runtime. Confined to the thread of its instance. */
final class EngineMemory implements GuestMemory {

  private @Nullable Memory memory;

  void bind(@Nullable Memory own) {
    memory = own;
  }

  @Override
  public long size() {
    return memory == null ? 0 : (long) memory.pages() * Memory.PAGE_SIZE;
  }

  @Override
  public byte[] read(int address, int length) {
    Memory bound = require(address, length);
    return bound.readBytes(address, length);
  }

  @Override
  public void write(int address, byte[] bytes, int offset, int length) {
    Memory bound = require(address, length);
    bound.write(address, bytes, offset, length);
  }

  private Memory require(int address, int length) {
    if (memory == null || length < 0 || !contains(address, length)) {
      throw new IndexOutOfBoundsException(
          "%d bytes at %d of %d".formatted(length, Integer.toUnsignedLong(address), size()));
    }
    return memory;
  }
}
