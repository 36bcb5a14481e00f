package io.horizonpush.wasm.host;

import io.horizonpush.wasm.engine.GuestMemory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The arguments of a call of the host, and the guest's memory behind its pointers. Lengths are
 * compared with their limits before anything is allocated. Confined to one call.
 */
final class GuestArguments {

  /** Larger results do not exist. */
  static final int LARGEST_RESULT = 1 << 20;

  private final GuestMemory memory;
  private final long[] values;

  GuestArguments(GuestMemory memory, long[] values) {
    this.memory = memory;
    this.values = values;
  }

  int integer(int index) {
    return (int) values[index];
  }

  long number(int index) {
    return values[index];
  }

  double real(int index) {
    return Double.longBitsToDouble(values[index]);
  }

  /** The bytes that a pointer and the length behind it name. */
  byte[] bytes(int index, int most) {
    return memory.read(integer(index), length(index, most));
  }

  /** Their number, once they are known to lie inside the memory. */
  int length(int index, int most) {
    long length = Integer.toUnsignedLong(integer(index + 1));
    if (!memory.contains(integer(index), length)) {
      throw Errno.INVALID.error();
    }
    if (length > most) {
      throw Errno.TOO_LARGE.error();
    }
    return (int) length;
  }

  /** A part of the memory that was checked before. */
  byte[] part(int address, int length) {
    return memory.read(address, length);
  }

  String text(int index, int mostBytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes(index, mostBytes)))
          .toString();
    } catch (CharacterCodingException e) {
      throw Errno.INVALID.error();
    }
  }

  /**
   * Writes a result into the buffer that a pointer and the capacity behind it name, if it has room.
   *
   * @return the number of bytes there are
   */
  int give(int index, byte[] result) {
    requireBuffer(index);
    if (result.length > LARGEST_RESULT) {
      throw Errno.TOO_LARGE.error();
    }
    if (result.length <= Integer.toUnsignedLong(integer(index + 1))) {
      memory.write(integer(index), result, 0, result.length);
    }
    return result.length;
  }

  int give(int index, String result) {
    return give(index, result.getBytes(StandardCharsets.UTF_8));
  }

  /** Refuses a buffer that does not lie inside the memory. */
  void requireBuffer(int index) {
    if (!memory.contains(integer(index), Integer.toUnsignedLong(integer(index + 1)))) {
      throw Errno.INVALID.error();
    }
  }

  /** The capacity of a buffer, of which no more than a result is of use. */
  int capacity(int index) {
    requireBuffer(index);
    return (int) Math.min(LARGEST_RESULT, Integer.toUnsignedLong(integer(index + 1)));
  }

  /** Refuses a pointer behind which a fixed number of bytes do not lie inside the memory. */
  void requireRoom(int index, int length) {
    if (!memory.contains(integer(index), length)) {
      throw Errno.INVALID.error();
    }
  }

  /** Writes a result of fixed length. */
  int put(int index, byte[] result) {
    requireRoom(index, result.length);
    memory.write(integer(index), result, 0, result.length);
    return result.length;
  }

  GuestMemory memory() {
    return memory;
  }
}
