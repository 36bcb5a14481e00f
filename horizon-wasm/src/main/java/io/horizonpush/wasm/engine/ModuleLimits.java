package io.horizonpush.wasm.engine;

/**
 * How much a module may have of what costs memory or time before it runs.
 *
 * @param bytes of the whole file
 * @param instructions in all functions: what is parsed and compiled takes memory for each
 * @param functions own ones and imported ones together
 * @param locals of one function
 * @param allLocals of all functions together
 * @param nesting of blocks within each other
 * @param tableEntries of all tables together, and to which each may grow
 * @param segments of data and elements, globals, exports and custom sections: each
 */
public record ModuleLimits(
    int bytes,
    int instructions,
    int functions,
    int locals,
    int allLocals,
    int nesting,
    int tableEntries,
    int segments) {

  /** What one parsed instruction takes of the heap while a module is compiled, with some room. */
  static final int BYTES_FOR_INSTRUCTION = 200;

  private static final int MIB = 1 << 20;

  /** What is allowed if nobody says otherwise and the heap has room. */
  public static final ModuleLimits DEFAULT =
      new ModuleLimits(16 * MIB, 4_000_000, 50_000, 10_000, 1_000_000, 1_000, 65_536, 100_000);

  /**
   * The limits for a heap: compiling a module takes a quarter of it at most for instructions, and a
   * sixth for the copies of its bytes.
   *
   * @param heap in bytes
   */
  public static ModuleLimits forHeap(long heap) {
    long room = heap / 4 / BYTES_FOR_INSTRUCTION;
    return DEFAULT
        .withBytes((int) Math.min(DEFAULT.bytes, heap / 32))
        .withInstructions((int) Math.min(DEFAULT.instructions, room));
  }

  private ModuleLimits withBytes(int most) {
    return new ModuleLimits(
        most, instructions, functions, locals, allLocals, nesting, tableEntries, segments);
  }

  /** The same with another number of instructions. */
  public ModuleLimits withInstructions(int most) {
    return new ModuleLimits(
        bytes, most, functions, locals, allLocals, nesting, tableEntries, segments);
  }
}
