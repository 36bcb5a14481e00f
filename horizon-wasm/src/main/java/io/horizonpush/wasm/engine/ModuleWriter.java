package io.horizonpush.wasm.engine;

import java.io.ByteArrayOutputStream;

/** Writes a module anew, without what is not needed of it. Confined to one thread. */
final class ModuleWriter {

  /** A body of a function that is never called: no locals, {@code unreachable}, {@code end}. */
  private static final byte[] NO_BODY = {3, 0, 0x00, 0x0B};

  private final byte[] bytes;
  private final ModuleShape shape;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ModuleWriter(byte[] bytes, ModuleShape shape) {
    this.bytes = bytes;
    this.shape = shape;
    out.write(bytes, 0, ModuleScan.HEAD);
  }

  byte[] running() {
    shape.sections().forEach(this::copy);
    return out.toByteArray();
  }

  byte[] frame() {
    for (ModuleShape.Section section : shape.sections()) {
      if (section.id() == ModuleScan.CODE) {
        writeNoCode();
      } else {
        copy(section);
      }
    }
    return out.toByteArray();
  }

  private void copy(ModuleShape.Section section) {
    out.write(bytes, section.start(), section.end() - section.start());
  }

  private void writeNoCode() {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    writeNumber(code, shape.ownFunctions());
    for (int i = 0; i < shape.ownFunctions(); i++) {
      code.writeBytes(NO_BODY);
    }
    out.write(ModuleScan.CODE);
    writeNumber(out, code.size());
    out.writeBytes(code.toByteArray());
  }

  private static void writeNumber(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
