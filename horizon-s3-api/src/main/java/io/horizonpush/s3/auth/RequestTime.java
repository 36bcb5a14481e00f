package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.HttpDate;
import io.horizonpush.s3.request.RequestHead;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * When a client says it signed a request.
 *
 * @param timestamp in the basic format of ISO 8601, as it is signed
 */
record RequestTime(Instant instant, String timestamp) {

  static final Duration LARGEST_SKEW = Duration.ofMinutes(15);

  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The text that was read last: the requests of one second have the same. */
  private static volatile Read latest = new Read("", new RequestTime(Instant.EPOCH, ""));

  private record Read(String text, RequestTime time) {}

  /** The time from {@code x-amz-date}, or else from {@code Date}. */
  static RequestTime of(RequestHead head) {
    String value =
        head.header("x-amz-date").or(() -> head.header("date")).orElseThrow(RequestTime::missing);
    Read known = latest;
    if (known.text().equals(value)) {
      return known.time();
    }
    RequestTime time =
        parse(value)
            .filter(each -> !each.instant().isBefore(Instant.EPOCH))
            .orElseThrow(RequestTime::missing);
    latest = new Read(value, time);
    return time;
  }

  /** A time in the basic format of ISO 8601; nothing when the text is none. */
  static Optional<RequestTime> parseBasic(String text) {
    try {
      return of(BASIC.parse(text, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<RequestTime> parse(String value) {
    return value.indexOf(',') < 0
        ? parseBasic(value)
        : HttpDate.parseWithAnyDay(value).flatMap(RequestTime::of);
  }

  private static Optional<RequestTime> of(Instant instant) {
    try {
      return Optional.of(new RequestTime(instant, BASIC.format(instant)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  String date() {
    return timestamp.substring(0, 8);
  }

  void checkSkew(Instant now) {
    if (Duration.between(instant, now).abs().compareTo(LARGEST_SKEW) > 0) {
      throw new S3Exception(
              S3ErrorCode.REQUEST_TIME_TOO_SKEWED,
              "The difference between the request time and the current time is too large.")
          .with("RequestTime", timestamp)
          .with("ServerTime", DateTimeFormatter.ISO_INSTANT.format(now))
          .with("MaxAllowedSkewMilliseconds", Long.toString(LARGEST_SKEW.toMillis()));
    }
  }

  private static S3Exception missing() {
    return new S3Exception(
        S3ErrorCode.ACCESS_DENIED, "AWS authentication requires a valid Date or x-amz-date header");
  }
}
