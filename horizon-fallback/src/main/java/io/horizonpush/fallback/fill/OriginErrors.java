package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What clients hear of origins that fail: nothing of their answers, and never a miss. Stateless.
 */
final class OriginErrors {

  /** When to come back, where nobody knows. */
  private static final Duration LATER = Duration.ofSeconds(5);

  private OriginErrors() {}

  /**
   * The error of the protocol.
   *
   * @param name of the origin here
   */
  static S3Exception of(String name, OriginException failure) {
    return switch (failure.fault()) {
      case OriginFault.Throttled(Optional<Duration> after) -> unreachable(name, after, failure);
      case OriginFault.Unavailable(Optional<Duration> after) -> unreachable(name, after, failure);
      case OriginFault.TimedOut _, OriginFault.Broken _ ->
          unreachable(name, Optional.empty(), failure);
      case OriginFault.OverBudget(Instant until) ->
          error(
                  "What this node may spend at the origin '%s' is spent until %s: only what is here"
                      + " and at other members is served.",
                  name, until, failure)
              .withHeader("retry-after", seconds(Duration.between(Instant.now(), until)));
      case OriginFault.Denied _, OriginFault.WrongCredentials _ ->
          error("The origin '%s' does not let this node read. Ask its operator.", name, failure);
      case OriginFault.Missing _, OriginFault.Changed _ ->
          error(
                  "The object is another one at the origin '%s' than it was. Ask again.",
                  name, failure)
              .withHeader("retry-after", "0");
      case OriginFault.Archived _ ->
          new S3Exception(
              S3ErrorCode.INVALID_OBJECT_STATE,
              "The object is archived at its origin, where it has to be restored first.",
              failure);
      case OriginFault.Misconfigured _, OriginFault.Unsupported _ ->
          error(
              "The origin '%s' cannot be read as this node is set up. Ask its operator.",
              name, failure);
    };
  }

  /** For an origin of a bucket to which this node has no access. */
  static S3Exception noAccess() {
    return new S3Exception(
        S3ErrorCode.SERVICE_UNAVAILABLE,
        "The object may be at an origin of this bucket to which this node has no access, and no"
            + " member that has is connected."
            + " Its operator gives it some with 'origin add', and says with 'bucket origins --allow'"
            + " that the bucket may use it.");
  }

  private static S3Exception unreachable(
      String name, Optional<Duration> after, OriginException failure) {
    return error(
            "The origin '%s' of this bucket cannot be read from now. Please try again.",
            name, failure)
        .withHeader("retry-after", seconds(after.orElse(LATER)));
  }

  private static S3Exception error(String format, String name, OriginException failure) {
    return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, format.formatted(name), failure);
  }

  private static S3Exception error(
      String format, String name, Instant until, OriginException failure) {
    return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, format.formatted(name, until), failure);
  }

  private static String seconds(Duration time) {
    return Long.toString(Math.max(1, time.toSeconds()));
  }
}
