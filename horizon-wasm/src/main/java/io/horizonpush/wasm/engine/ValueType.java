package io.horizonpush.wasm.engine;

/** A type of values that plugins may use. */
public enum ValueType {
  I32(0x7F, 'i'),
  I64(0x7E, 'I'),
  F32(0x7D, 'f'),
  F64(0x7C, 'F'),
  FUNCREF(0x70, 'r'),
  EXTERNREF(0x6F, 'e');

  private final int code;
  private final char letter;

  ValueType(int code, char letter) {
    this.code = code;
    this.letter = letter;
  }

  boolean isReference() {
    return this == FUNCREF || this == EXTERNREF;
  }

  static ValueType ofCode(int code) {
    for (ValueType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new RefusedModuleException(
        "the value type 0x%02x is none that a plugin may use".formatted(code));
  }

  static ValueType ofLetter(int letter) {
    for (ValueType type : values()) {
      if (type.letter == letter) {
        return type;
      }
    }
    throw new IllegalArgumentException("There is no type " + (char) letter);
  }

  char letter() {
    return letter;
  }
}
