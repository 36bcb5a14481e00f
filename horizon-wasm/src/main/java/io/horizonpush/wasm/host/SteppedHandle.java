package io.horizonpush.wasm.host;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Something open that the node works on step by step. A step that was not done in time goes on
 * alone, so that nothing more is done with what it works on but closing it. Confined to its
 * instance.
 */
abstract class SteppedHandle implements Handles.Open {

  private boolean broken;

  final <T> T step(Scope scope, Duration patience, Callable<T> step) {
    if (broken) {
      throw Errno.BAD_HANDLE.error();
    }
    broken = true;
    T result = scope.await(patience, step);
    broken = false;
    return result;
  }
}
