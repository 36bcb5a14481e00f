package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.RequestHead;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * When a client says it signed a request.
 *
 * @param timestamp in the basic format of ISO 8601, as it is signed
 */
record RequestTime(Instant instant, String timestamp) {

  static final Duration LARGEST_SKEW = Duration.ofMinutes(15);

  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The time from {@code x-amz-date}, or else from {@code Date}. */
  static RequestTime of(RequestHead head) {
    String value =
        head.header("x-amz-date").or(() -> head.header("date")).orElseThrow(RequestTime::missing);
    try {
      Instant instant =
          value.indexOf(',') > 0
              ? DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from)
              : BASIC.parse(value, Instant::from);
      return new RequestTime(instant, BASIC.format(instant));
    } catch (DateTimeParseException e) {
      throw missing();
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
