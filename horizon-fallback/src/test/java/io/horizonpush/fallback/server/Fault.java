package io.horizonpush.fallback.server;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What {@link FaultyOrigin} does wrong with one request. */
public sealed interface Fault {

  /**
   * Answers this and nothing else.
   *
   * @param code in a body as S3 writes one; empty for none
   */
  record Refusal(int status, String code, Map<String, String> headers) implements Fault {

    public Refusal(int status, String code) {
      this(status, code, Map.of());
    }
  }

  /** Closes the connection before an answer. */
  record Close() implements Fault {}

  /** Says nothing for ever. */
  record Silence() implements Fault {}

  /** Sends so many bytes of the body and then ends the connection in order. */
  record Cut(long after) implements Fault {}

  /** Sends so many bytes of the body and then breaks the connection. */
  record Reset(long after) implements Fault {}

  /** Sends so many bytes of the body and then nothing for ever. */
  record Stall(long after) implements Fault {}

  /** Sends the body a byte at a time, fifty in a second. */
  record Trickle() implements Fault {}

  /** Sends so many bytes of the body and the rest once it is let go. */
  record Held(long after, CountDownLatch go) implements Fault {}

  /** Sends the body with one bit that is another. */
  record Flipped(long at) implements Fault {}

  /** Names a length that differs by so much from the body's. */
  record WrongLength(long more) implements Fault {}

  /** Answers a range with the whole object, and the whole object with a range. */
  record WrongRange() implements Fault {}

  /** Sends another version of the object, whatever condition it was asked under. */
  record IgnoredCondition() implements Fault {}
}
