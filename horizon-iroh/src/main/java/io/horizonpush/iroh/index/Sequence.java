package io.horizonpush.iroh.index;

/**
 * The numbers of what happens in the index: they grow, and none is ever handed out twice. Confined
 * to its session's thread.
 */
final class Sequence {

  private long last;

  Sequence(Session session) {
    last = stored(session);
  }

  /** The largest number that is durable. */
  static long stored(Session session) {
    return session.number("SELECT sequence FROM installation");
  }

  /** The number that {@link #next} hands out next. */
  long upcoming() {
    return last + 1;
  }

  long next() {
    return ++last;
  }

  /** The largest number that was handed out. */
  long last() {
    return last;
  }

  /** Forgets numbers that were handed out: the transaction that stored them was undone. */
  void undone(long stored) {
    last = stored;
  }
}
