package io.horizonpush.wasm.engine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a module's bytes in order, and refuses what does not fit. Confined to one thread. */
final class ByteCursor {

  private final byte[] bytes;
  private final int end;
  private int at;

  ByteCursor(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  int position() {
    return at;
  }

  boolean hasMore() {
    return at < end;
  }

  /** The next bytes as a cursor of their own. */
  ByteCursor slice(int length) {
    int from = at;
    skip(length);
    return new ByteCursor(bytes, from, at);
  }

  void skip(int length) {
    if (length < 0 || length > end - at) {
      throw malformed();
    }
    at += length;
  }

  int unsignedByte() {
    if (at >= end) {
      throw malformed();
    }
    return bytes[at++] & 0xFF;
  }

  /** An unsigned number of 32 bits that is a length or an index here: none is above 2³¹ − 1. */
  int number() {
    long value = leb(5);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw malformed();
    }
    return (int) value;
  }

  /** An unsigned number of 32 bits. */
  long unsigned() {
    long value = leb(5);
    if (value < 0 || value > 0xFFFF_FFFFL) {
      throw malformed();
    }
    return value;
  }

  /** Passes over a signed or unsigned number. */
  void skipNumber(int mostBytes) {
    for (int i = 0; i < mostBytes; i++) {
      if (unsignedByte() < 0x80) {
        return;
      }
    }
    throw malformed();
  }

  private long leb(int mostBytes) {
    long value = 0;
    for (int i = 0; i < mostBytes; i++) {
      int next = unsignedByte();
      value |= (long) (next & 0x7F) << (7 * i);
      if (next < 0x80) {
        return value;
      }
    }
    throw malformed();
  }

  /** The number of things that follow, each of which takes a byte at least. */
  int count(String what, int most) {
    int count = number();
    if (count > most) {
      throw new RefusedModuleException(
          "the module has %d %s, and %d are allowed".formatted(count, what, most));
    }
    if (count > end - at) {
      throw malformed();
    }
    return count;
  }

  String name() {
    int length = number();
    int from = at;
    skip(length);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new RefusedModuleException("a name in the module is not UTF-8", e);
    }
  }

  void requireEnd(String what) {
    if (at != end) {
      throw new RefusedModuleException("the module's " + what + " does not end where it should");
    }
  }

  RefusedModuleException malformed() {
    return new RefusedModuleException("the module is malformed at byte " + at);
  }
}
