package io.horizonpush.iroh.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Writes deterministic CBOR: arrays, texts and byte strings of definite length, integers in their
 * shortest form, no maps.
 *
 * <p>By hand, because every write of an object encodes a handful of small records in the index's
 * one writer thread, and a library's generator costs more to make than such a record. Confined to
 * one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8949#section-4.2">RFC 8949, 4.2</a>
 */
public final class CborWriter {

  private static final int UNSIGNED = 0;
  private static final int NEGATIVE = 1;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;

  private static final int IN_HEAD = 24;

  private byte[] buffer = new byte[128];
  private int length;

  private CborWriter() {}

  /** The bytes of what {@code action} writes. */
  public static byte[] write(Consumer<CborWriter> action) {
    CborWriter writer = new CborWriter();
    action.accept(writer);
    return Arrays.copyOf(writer.buffer, writer.length);
  }

  /** Begins an array whose {@code size} elements are written next. */
  public CborWriter tuple(int size, Consumer<CborWriter> elements) {
    head(ARRAY, size);
    elements.accept(this);
    return this;
  }

  /** Writes an array with one element for each of {@code items}. */
  public <T> CborWriter list(Collection<T> items, Consumer<T> element) {
    head(ARRAY, items.size());
    items.forEach(element);
    return this;
  }

  public CborWriter number(long value) {
    if (value < 0) {
      head(NEGATIVE, -1 - value);
    } else {
      head(UNSIGNED, value);
    }
    return this;
  }

  /** Writes a number of 64 bits without a sign. */
  public CborWriter unsigned(long value) {
    head(UNSIGNED, value);
    return this;
  }

  public CborWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    head(TEXT, utf8.length);
    append(utf8);
    return this;
  }

  public CborWriter bytes(byte[] value) {
    head(BYTES, value.length);
    append(value);
    return this;
  }

  public CborWriter bytes(ByteBuffer value) {
    int count = value.remaining();
    head(BYTES, count);
    reserve(count);
    value.duplicate().get(buffer, length, count);
    length += count;
    return this;
  }

  /** Writes what begins every item: its kind, and a number without a sign in its shortest form. */
  private void head(int major, long value) {
    reserve(1 + Long.BYTES);
    int kind = major << 5;
    if (value >= 0 && value < IN_HEAD) {
      buffer[length++] = (byte) (kind | (int) value);
    } else if (value >= 0 && value <= 0xFF) {
      buffer[length++] = (byte) (kind | 24);
      append(value, 1);
    } else if (value >= 0 && value <= 0xFFFF) {
      buffer[length++] = (byte) (kind | 25);
      append(value, Short.BYTES);
    } else if (value >= 0 && value <= 0xFFFF_FFFFL) {
      buffer[length++] = (byte) (kind | 26);
      append(value, Integer.BYTES);
    } else {
      buffer[length++] = (byte) (kind | 27);
      append(value, Long.BYTES);
    }
  }

  private void append(long value, int bytes) {
    for (int shift = (bytes - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      buffer[length++] = (byte) (value >>> shift);
    }
  }

  private void append(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void reserve(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, Math.addExact(length, more)));
    }
  }
}
