package io.horizonpush.s3.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads numbers and times of policies and requests. */
final class Scalars {

  /** Bounded, so that nobody can make comparing slow; possessive, so that reading is fast. */
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,40}+(?:\\.\\d{1,40}+)?+");

  private static final Pattern EPOCH = Pattern.compile("-?\\d{1,11}+(?:\\.\\d{1,9}+)?+");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private Scalars() {}

  /** A number in decimal notation. */
  static Optional<BigDecimal> number(String text) {
    return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  /** A time in ISO 8601 or in seconds since 1970; a day means its first moment in UTC. */
  static Optional<Instant> time(String text) {
    try {
      if (EPOCH.matcher(text).matches()) {
        BigDecimal seconds = new BigDecimal(text);
        long whole = seconds.longValue();
        long nanos = seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue();
        return Optional.of(Instant.ofEpochSecond(whole, nanos));
      }
      if (DAY.matcher(text).matches()) {
        return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
      }
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
