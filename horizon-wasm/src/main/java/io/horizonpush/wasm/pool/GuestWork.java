package io.horizonpush.wasm.pool;

/**
 * What is to be done on a guest thread: any number of calls of any instances, so that a request
 * changes threads once and not for each of its plugins.
 */
@FunctionalInterface
public interface GuestWork<T> {

  /**
   * Does it. Guests are called by {@link GuestThread#call} alone, which watches over them; what
   * blocks is left to {@link GuestThread#await}.
   */
  T run(GuestThread thread);
}
