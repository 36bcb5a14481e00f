package io.horizonpush.iroh.index;

/** Hears of every commit. Called on the writer's thread, so it must not block. */
@FunctionalInterface
public interface CommitObserver {

  /**
   * A transaction was committed.
   *
   * @param mutations that shared it
   * @param nanos from its begin to the end of the wait for the disk
   */
  void committed(int mutations, long nanos);
}
