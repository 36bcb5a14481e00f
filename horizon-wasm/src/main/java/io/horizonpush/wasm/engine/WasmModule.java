package io.horizonpush.wasm.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A module that was looked at: it has only what plugins may have, within limits, and its parts are
 * known. Whether its code is valid is known once it is compiled. Immutable.
 */
public final class WasmModule {

  private final byte[] bytes;
  private final ModuleShape shape;

  private WasmModule(byte[] bytes, ModuleShape shape) {
    this.bytes = bytes;
    this.shape = shape;
  }

  /**
   * Looks at the bytes of a module.
   *
   * @throws RefusedModuleException if it is malformed, over a limit, or has what plugins may not
   *     have
   */
  public static WasmModule read(byte[] bytes, ModuleLimits limits) {
    if (bytes.length > limits.bytes()) {
      throw new RefusedModuleException(
          "the module has %d bytes, and %d are allowed".formatted(bytes.length, limits.bytes()));
    }
    byte[] own = bytes.clone();
    return new WasmModule(own, new ModuleScan(own, limits).shape());
  }

  /** The functions it imports, in its order. */
  public List<Import> imports() {
    return shape.imports();
  }

  /** The functions it exports, by name. */
  public Map<String, FunctionType> functions() {
    return shape.functions();
  }

  /** Its memory, if it exports one under the name {@code memory}. */
  public Optional<MemorySize> memory() {
    return shape.exportsMemory() ? shape.memory() : Optional.empty();
  }

  /** Its custom sections, in their order. */
  public List<CustomSection> customSections() {
    return shape.customSections();
  }

  /** The number of bytes of the whole file. */
  public int size() {
    return bytes.length;
  }

  /** The bytes of the whole file up to a position. */
  public byte[] bytesUpTo(int end) {
    return Arrays.copyOf(bytes, end);
  }

  /** What a custom section holds. */
  public byte[] content(CustomSection section) {
    return Arrays.copyOfRange(bytes, section.contentStart(), section.end());
  }

  /** All that runs: the module without its custom sections. */
  byte[] running() {
    return new ModuleWriter(bytes, shape).running();
  }

  /**
   * The module without its code: what an instance of compiled code needs of it. The parsed form of
   * the code takes some hundred bytes for each instruction.
   */
  byte[] frame() {
    return new ModuleWriter(bytes, shape).frame();
  }

  /** The globals of its own. */
  int globals() {
    return shape.globals();
  }

  /** A function that is imported. */
  public record Import(String module, String name, FunctionType type) {

    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  /**
   * The size of a memory in pages of 64 KiB.
   *
   * @param most to which it asks to grow; 65,536 if it does not say
   */
  public record MemorySize(int initial, int most) {}

  /**
   * Where a custom section is.
   *
   * @param start of the whole section, in the file
   * @param contentStart of what it holds
   * @param end of both
   */
  public record CustomSection(String name, int start, int contentStart, int end) {}
}
