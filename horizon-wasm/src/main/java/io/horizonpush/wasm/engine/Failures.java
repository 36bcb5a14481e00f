package io.horizonpush.wasm.engine;

import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;

/** What the runtime throws, as failures of a guest. Stateless. */
final class Failures {

  private static final int LONGEST = 200;

  private Failures() {}

  /**
   * The failure that something thrown stands for. The runtime throws exceptions of its own, plain
   * ones where a check of its is missing, and lets errors pass; the guest's instance is of no use
   * after any of them, and the node goes on.
   */
  static GuestException of(Throwable thrown) {
    return switch (thrown) {
      case GuestException guest -> guest;
      case WasmInterruptedException _ -> new GuestException(new GuestFailure.Interrupted());
      case StackOverflowError _ -> new GuestException(new GuestFailure.StackExhausted());
      case OutOfMemoryError _ -> new GuestException(new GuestFailure.OutOfMemory());
      case WasmEngineException engine -> ofEngine(engine);
      case IndexOutOfBoundsException _, NegativeArraySizeException _, ArithmeticException _ ->
          new GuestException(new GuestFailure.Trap(message(thrown)));
      default -> new GuestException(new GuestFailure.EngineFault(thrown.getClass().getName()));
    };
  }

  private static GuestException ofEngine(WasmEngineException thrown) {
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof StackOverflowError) {
        return new GuestException(new GuestFailure.StackExhausted());
      }
      if (cause instanceof GuestException guest) {
        return guest;
      }
    }
    return new GuestException(new GuestFailure.Trap(message(thrown)));
  }

  /** One short line. */
  static String message(Throwable thrown) {
    String message = thrown.getMessage();
    if (message == null) {
      return thrown.getClass().getSimpleName();
    }
    String line = message.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
