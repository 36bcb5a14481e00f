package io.horizonpush.iroh.index;

/**
 * The time in which the index's file stays as it is, for somebody to copy it: its log is not
 * written back, and grows. Thread-safe.
 */
final class CheckpointHold {

  private State state = State.NONE;

  enum State {
    /** Nobody copies. */
    NONE,
    /** Somebody wants to: the writer begins once all of the log is written back. */
    WANTED,
    /** The file holds all that was committed when this began, and nothing else. */
    HELD,
    /** The file may be another by now, or the log has become too long. */
    BROKEN
  }

  synchronized State state() {
    return state;
  }

  synchronized void want() {
    state = State.WANTED;
  }

  synchronized void begin() {
    if (state == State.WANTED) {
      state = State.HELD;
    }
  }

  synchronized void breakUp() {
    if (state != State.NONE) {
      state = State.BROKEN;
    }
  }

  synchronized void end() {
    state = State.NONE;
  }
}
