package io.horizonpush.wasm.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Passes over instructions and counts them: only those that plugins may use, so that nothing else
 * reaches the parser, the compiler or a machine. Confined to one thread.
 *
 * @see <a href="https://webassembly.github.io/spec/core/binary/instructions.html">WebAssembly:
 *     binary format of instructions</a>
 */
final class ExpressionScan {

  private static final int END = 0x0B;
  private static final long MOST_REMEMBERED = 4_000_000;

  private final ModuleLimits limits;
  private int instructions;

  ExpressionScan(ModuleLimits limits) {
    this.limits = limits;
  }

  /** Passes over an expression up to its end. */
  void pass(ByteCursor code) {
    int before = instructions;
    Deque<Integer> blocks = new ArrayDeque<>();
    long remembered = 0;
    while (true) {
      count(1);
      int opcode = code.unsignedByte();
      if (opens(opcode)) {
        int position = instructions - before;
        blocks.push(position);
        remembered += position;
        require(blocks.size(), remembered);
      } else if (opcode == END) {
        if (blocks.isEmpty()) {
          return;
        }
        remembered -= blocks.pop();
      }
      skipImmediates(opcode, code);
    }
  }

  /**
   * Refuses what is nested too much. At the beginning of each block the compiler takes a copy of
   * the operand stack, which is not higher than instructions came before.
   */
  private void require(int depth, long remembered) {
    if (depth > limits.nesting() || remembered > MOST_REMEMBERED) {
      throw new RefusedModuleException(
          "blocks are nested deeper than the %d that are allowed, or too deep behind too much code"
              .formatted(limits.nesting()));
    }
  }

  private void count(int more) {
    instructions += more;
    if (instructions > limits.instructions()) {
      throw new RefusedModuleException(
          "the module has more than %d instructions, which is all that this node compiles"
              .formatted(limits.instructions()));
    }
  }

  private static boolean opens(int opcode) {
    return opcode >= 0x02 && opcode <= 0x04; // block, loop, if
  }

  private void skipImmediates(int opcode, ByteCursor code) {
    switch (opcode) {
      case 0x00, 0x01, 0x05, 0x0B, 0x0F, 0x1A, 0x1B, 0xD1 -> {}
      case 0x02, 0x03, 0x04 -> skipBlockType(code);
      case 0x0C, 0x0D, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0xD2 -> code.number();
      case 0x0E -> skipBranches(code);
      case 0x11 -> {
        code.number();
        code.number();
      }
      case 0x1C -> skipTypes(code);
      case 0x3F, 0x40 -> requireFirstMemory(code);
      case 0x41 -> code.skipNumber(5);
      case 0x42 -> code.skipNumber(10);
      case 0x43 -> code.skip(4);
      case 0x44 -> code.skip(8);
      case 0xD0 -> requireReference(code);
      case 0xFC -> skipPrefixed(code);
      default -> skipSimple(opcode, code);
    }
  }

  /** Loads and stores, and what has no immediates. */
  private static void skipSimple(int opcode, ByteCursor code) {
    if (opcode >= 0x28 && opcode <= 0x3E) {
      if (code.number() > 3) { // The greatest alignment; a flag above it names another memory.
        throw code.malformed();
      }
      code.unsigned();
    } else if (opcode < 0x45 || opcode > 0xC4) {
      throw unknown("0x%02x".formatted(opcode));
    }
  }

  private static void skipBlockType(ByteCursor code) {
    code.skipNumber(5);
  }

  /** Each label takes as much memory as an instruction. */
  private void skipBranches(ByteCursor code) {
    int labels = code.count("labels of one branch", limits.instructions());
    count(labels);
    for (int i = 0; i <= labels; i++) {
      code.number();
    }
  }

  private static void skipTypes(ByteCursor code) {
    int types = code.count("types of one selection", 1);
    for (int i = 0; i < types; i++) {
      ValueType.ofCode(code.unsignedByte());
    }
  }

  private static void requireFirstMemory(ByteCursor code) {
    if (code.unsignedByte() != 0) {
      throw code.malformed();
    }
  }

  private static void requireReference(ByteCursor code) {
    if (!ValueType.ofCode(code.unsignedByte()).isReference()) {
      throw code.malformed();
    }
  }

  /** Saturating conversions, and what works on memory and tables in bulk. */
  private static void skipPrefixed(ByteCursor code) {
    int opcode = code.number();
    switch (opcode) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> {}
      case 8 -> {
        code.number();
        requireFirstMemory(code);
      }
      case 9, 13, 15, 16, 17 -> code.number();
      case 10 -> {
        requireFirstMemory(code);
        requireFirstMemory(code);
      }
      case 11 -> requireFirstMemory(code);
      case 12, 14 -> {
        code.number();
        code.number();
      }
      default -> throw unknown("0xfc 0x%02x".formatted(opcode));
    }
  }

  private static RefusedModuleException unknown(String opcode) {
    return new RefusedModuleException(
        "the instruction %s is none that a plugin may use: build it without SIMD, threads, tail calls, exceptions and garbage collection"
            .formatted(opcode));
  }
}
