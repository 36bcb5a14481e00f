package io.horizonpush.wasm.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Puts modules together byte by byte, malformed ones too. Confined to one thread. */
public final class WasmBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The head of a module. */
  public static WasmBytes module() {
    return new WasmBytes().bytes(0, 'a', 's', 'm', 1, 0, 0, 0);
  }

  /** Nothing yet. */
  public static WasmBytes of(int... bytes) {
    return new WasmBytes().bytes(bytes);
  }

  public WasmBytes bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  public WasmBytes bytes(byte[] values) {
    out.writeBytes(values);
    return this;
  }

  /** The same bytes several times. */
  public WasmBytes times(int count, int... values) {
    for (int i = 0; i < count; i++) {
      bytes(values);
    }
    return this;
  }

  /** An unsigned number. */
  public WasmBytes number(long value) {
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  /** {@code i32.const}. */
  public WasmBytes constant(int value) {
    out.write(0x41);
    signed(value);
    return this;
  }

  /** {@code i64.const}. */
  public WasmBytes longConstant(long value) {
    out.write(0x42);
    signed(value);
    return this;
  }

  private void signed(long value) {
    long rest = value;
    while (true) {
      int next = (int) (rest & 0x7F);
      rest >>= 7;
      if ((rest == 0 && (next & 0x40) == 0) || (rest == -1 && (next & 0x40) != 0)) {
        out.write(next);
        return;
      }
      out.write(next | 0x80);
    }
  }

  public WasmBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return number(utf8.length).bytes(utf8);
  }

  /** Bytes with their length before them. */
  public WasmBytes sized(WasmBytes content) {
    byte[] made = content.build();
    return number(made.length).bytes(made);
  }

  public WasmBytes section(int id, WasmBytes content) {
    out.write(id);
    return sized(content);
  }

  public WasmBytes custom(String name, byte[] content) {
    return section(0, new WasmBytes().text(name).bytes(content));
  }

  public byte[] build() {
    return out.toByteArray();
  }
}
