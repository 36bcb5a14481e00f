package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.Retention;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/** The values that say how a version is locked, in headers and in documents. Stateless. */
public final class LockValues {

  private static final int LAST_YEAR = 9999;

  private LockValues() {}

  /** A mode by its name, in capitals. */
  public static Optional<Retention.Mode> mode(String text) {
    return Arrays.stream(Retention.Mode.values())
        .filter(mode -> mode.name().equals(text))
        .findFirst();
  }

  /** A time of ISO 8601 with its offset from UTC, to the millisecond. */
  public static Optional<Instant> time(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      return time.getYear() < 0 || time.getYear() > LAST_YEAR
          ? Optional.empty()
          : Optional.of(time.toInstant().truncatedTo(ChronoUnit.MILLIS));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether something is held: {@code ON} or {@code OFF}. */
  public static Optional<LegalHold> hold(String text) {
    return switch (text) {
      case "ON" -> Optional.of(new LegalHold(true));
      case "OFF" -> Optional.of(new LegalHold(false));
      default -> Optional.empty();
    };
  }
}
