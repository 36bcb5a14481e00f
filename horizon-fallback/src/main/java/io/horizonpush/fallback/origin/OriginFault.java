package io.horizonpush.fallback.origin;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What an origin's failure means, whatever cloud it is of. */
public sealed interface OriginFault {

  /** There is no such object, or no such upload. Nothing else is a miss. */
  record Missing() implements OriginFault {}

  /** The credentials are known and may not do this. Never a miss, whatever else it hides. */
  record Denied() implements OriginFault {}

  /** The credentials are wrong, ended, or signed with a clock that is off. */
  record WrongCredentials() implements OriginFault {}

  /** The object is not, or no more, the one that the condition names. */
  record Changed() implements OriginFault {}

  /** The object is in an archive and has to be restored there before it can be read. */
  record Archived() implements OriginFault {}

  /**
   * The origin asks for fewer requests.
   *
   * @param retryAfter how long it wants none, if it says so
   */
  record Throttled(Optional<Duration> retryAfter) implements OriginFault {}

  /**
   * The origin cannot be reached, or failed by its own account.
   *
   * @param retryAfter how long it wants no request, if it says so
   */
  record Unavailable(Optional<Duration> retryAfter) implements OriginFault {}

  /** The origin took longer than the limits allow. */
  record TimedOut() implements OriginFault {}

  /** An answer that is not what was asked for, or a body that ended early or does not match. */
  record Broken() implements OriginFault {}

  /** The settings cannot work: an endpoint, a region, a bucket that is not there. */
  record Misconfigured() implements OriginFault {}

  /**
   * What may be spent at the origin is spent, by this node's own settings.
   *
   * @param until when the next period begins
   */
  record OverBudget(Instant until) implements OriginFault {}

  /** The origin does not know how to do this. */
  record Unsupported() implements OriginFault {}

  /** Whether something else is there than was asked for, or nothing. */
  default boolean isOfAnother() {
    return this instanceof Changed || this instanceof Missing;
  }

  /** Whether what is known without the origin may stand in for it. */
  default boolean mayBeStoodInFor() {
    return isPassing() || this instanceof OverBudget;
  }

  /** Whether the same request may succeed later without anybody changing anything. */
  default boolean isPassing() {
    return switch (this) {
      case Throttled t -> true;
      case Unavailable u -> true;
      case TimedOut t -> true;
      case Broken b -> true;
      case Missing m -> false;
      case Denied d -> false;
      case WrongCredentials w -> false;
      case Changed c -> false;
      case Archived a -> false;
      case Misconfigured m -> false;
      case OverBudget o -> false;
      case Unsupported u -> false;
    };
  }
}
