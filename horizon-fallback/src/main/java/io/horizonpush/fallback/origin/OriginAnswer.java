package io.horizonpush.fallback.origin;

import io.horizonpush.s3.request.HttpDate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A refusal as an origin sent it: what is left of an SDK's exception.
 *
 * @param what was asked, for the message: {@code GET key}
 * @param status of HTTP
 * @param code the cloud's own word for it; empty when there was none
 * @param retryAfter the header's value, if there was one
 */
public record OriginAnswer(String what, int status, String code, Optional<String> retryAfter) {

  /** The longest that an origin is believed to want no request. */
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private static final int MAX_CODE = 64;

  private static final Set<String> WRONG_CREDENTIALS =
      Set.of(
          // S3
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "ExpiredToken",
          "InvalidToken",
          "TokenRefreshRequired",
          "RequestTimeTooSkewed",
          // Azure
          "AuthenticationFailed",
          "InvalidAuthenticationInfo",
          "NoAuthenticationInformation",
          "KeyBasedAuthenticationNotPermitted",
          // Google
          "authError");

  private static final Set<String> NO_BUCKET =
      Set.of("NoSuchBucket", "ContainerNotFound", "AccountIsDisabled", "ResourceTypeMismatch");

  private static final Set<String> ELSEWHERE =
      Set.of(
          "PermanentRedirect",
          "TemporaryRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException",
          "IncorrectEndpoint");

  private static final Set<String> CHANGED =
      Set.of(
          "PreconditionFailed",
          "ConditionalRequestConflict",
          "OperationAborted",
          "ConditionNotMet",
          "TargetConditionNotMet",
          "BlobAlreadyExists",
          "conditionNotMet");

  private static final Set<String> THROTTLED =
      Set.of(
          "SlowDown",
          "RequestLimitExceeded",
          "ThrottlingException",
          "TooManyRequests",
          "ServerBusy",
          "OperationTimedOut",
          "rateLimitExceeded",
          "userRateLimitExceeded");

  private static final Set<String> ARCHIVED = Set.of("InvalidObjectState", "BlobArchived");

  public OriginAnswer {
    // It goes into logs: a code is a word, and whatever is none is not passed on.
    code = code.length() <= MAX_CODE && code.matches("[A-Za-z0-9_.-]*") ? code : "";
  }

  /** The exception for it. */
  public OriginException exception() {
    String said =
        "the origin answered %d%s to %s".formatted(status, code.isEmpty() ? "" : " " + code, what);
    OriginFault fault = fault();
    return new OriginException(
        fault,
        switch (fault) {
          case OriginFault.WrongCredentials w ->
              said + ": check the credentials, and this machine's clock";
          case OriginFault.Denied d -> said + ": the credentials lack the right to do this";
          case OriginFault.Misconfigured m ->
              said + ": check bucket, region and endpoint of the origin";
          case OriginFault.Archived a -> said + ": restore the object there first";
          default -> said;
        });
  }

  private OriginFault fault() {
    if (WRONG_CREDENTIALS.contains(code)) {
      return new OriginFault.WrongCredentials();
    }
    if (NO_BUCKET.contains(code) || ELSEWHERE.contains(code)) {
      return new OriginFault.Misconfigured();
    }
    if (CHANGED.contains(code)) {
      return new OriginFault.Changed();
    }
    if (THROTTLED.contains(code)) {
      return new OriginFault.Throttled(pause());
    }
    if (ARCHIVED.contains(code)) {
      return new OriginFault.Archived();
    }
    return byStatus();
  }

  private OriginFault byStatus() {
    if (status >= 300 && status < 400) {
      return new OriginFault.Misconfigured();
    }
    return switch (status) {
      case 401 -> new OriginFault.WrongCredentials();
      case 403 -> new OriginFault.Denied();
      case 404, 410 -> new OriginFault.Missing();
      case 405, 501 -> new OriginFault.Unsupported();
      case 408 -> new OriginFault.TimedOut();
      case 412 -> new OriginFault.Changed();
      case 429 -> new OriginFault.Throttled(pause());
      case 500, 502, 503, 504, 507, 509 -> new OriginFault.Unavailable(pause());
      default ->
          status < 500 ? new OriginFault.Misconfigured() : new OriginFault.Unavailable(pause());
    };
  }

  /** Retry-After, as seconds or as a date (RFC 9110, 10.2.3). */
  private Optional<Duration> pause() {
    return retryAfter.flatMap(OriginAnswer::duration).map(OriginAnswer::bounded);
  }

  private static Optional<Duration> duration(String text) {
    try {
      return text.matches("\\d{1,9}")
          ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
          : HttpDate.parse(text).map(date -> Duration.between(Instant.now(), date));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration pause) {
    if (pause.isNegative()) {
      return Duration.ZERO;
    }
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}
