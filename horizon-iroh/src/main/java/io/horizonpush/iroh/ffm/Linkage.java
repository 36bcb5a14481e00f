package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.util.Set;
import java.util.TreeSet;

/** Finds the functions of the native library and remembers which. Confined to one thread. */
final class Linkage {

  private final SymbolLookup library;
  private final Set<String> symbols = new TreeSet<>();

  Linkage(SymbolLookup library) {
    this.library = library;
  }

  /**
   * A function that returns a number of 8 bytes.
   *
   * @param parameters one letter each: {@code P} for an address, {@code L} for 8 bytes, {@code I}
   *     for 4
   */
  NativeFunction link(String symbol, String parameters) {
    MemoryLayout[] layouts =
        parameters.chars().mapToObj(Linkage::layout).toArray(MemoryLayout[]::new);
    return link(symbol, FunctionDescriptor.of(JAVA_LONG, layouts));
  }

  /** A function of another shape. */
  NativeFunction link(String symbol, FunctionDescriptor descriptor, Linker.Option... options) {
    symbols.add(symbol);
    return new NativeFunction(library.findOrThrow(symbol), descriptor, options);
  }

  /** Everything that was found. */
  Set<String> symbols() {
    return Set.copyOf(symbols);
  }

  /** Calls a function. */
  static long call(Call call) {
    try {
      return call.call();
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      // A downcall throws only when its arguments do not fit its declaration: a defect of this
      // package.
      throw new IllegalStateException("Cannot call the native library", e);
    }
  }

  private static MemoryLayout layout(int letter) {
    return switch (letter) {
      case 'P' -> ADDRESS;
      case 'L' -> JAVA_LONG;
      case 'I' -> JAVA_INT;
      default -> throw new IllegalArgumentException("Not a parameter: " + (char) letter);
    };
  }

  /** A call of a method handle. */
  @FunctionalInterface
  interface Call {
    long call() throws Throwable;
  }
}
