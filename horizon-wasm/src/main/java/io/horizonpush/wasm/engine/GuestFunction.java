package io.horizonpush.wasm.engine;

import run.endive.runtime.ExportFunction;

/** A function that an instance exports. Confined to the thread of its instance. */
public final class GuestFunction {

  private final ExportFunction function;

  GuestFunction(ExportFunction function) {
    this.function = function;
  }

  /**
   * Calls it.
   *
   * @param arguments one for each parameter
   * @return the first result, or 0 where there is none
   * @throws GuestException after which the instance is of no use
   */
  public long call(long... arguments) {
    try {
      long[] results = function.apply(arguments);
      return results == null || results.length == 0 ? 0 : results[0];
    } catch (RuntimeException | Error e) {
      throw Failures.of(e);
    }
  }
}
