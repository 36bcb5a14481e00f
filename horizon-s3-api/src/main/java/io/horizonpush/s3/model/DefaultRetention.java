package io.horizonpush.s3.model;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * For how long a new version of a bucket is kept if its writer asks for nothing else.
 *
 * @param amount of {@code unit}, at least 1
 */
public record DefaultRetention(Retention.Mode mode, int amount, Unit unit) {

  /** The most years, and as many days, that AWS accepts. */
  private static final int MOST_YEARS = 100;

  private static final int MOST_DAYS = 36_500;

  /** What a retention is counted in. */
  public enum Unit {
    DAYS(MOST_DAYS),
    YEARS(MOST_YEARS);

    private final int most;

    Unit(int most) {
      this.most = most;
    }
  }

  /** Fails for an amount that cannot be meant. */
  public DefaultRetention {
    if (amount < 1 || amount > unit.most) {
      throw new IllegalArgumentException(
          "A default retention is 1 to " + unit.most + " " + unit.name().toLowerCase(Locale.ROOT));
    }
  }

  /** The retention of a version that is written now. */
  public Retention from(Instant now) {
    var day = now.atZone(ZoneOffset.UTC);
    Instant until =
        switch (unit) {
          case DAYS -> day.plusDays(amount).toInstant();
          case YEARS -> day.plusYears(amount).toInstant();
        };
    return Retention.of(new Retention.Period(mode, until));
  }

  /** The text that {@link #stored} reads, such as {@code GOVERNANCE 30 DAYS}. */
  public String text() {
    return mode + " " + amount + " " + unit;
  }

  /** What a stored text says; nothing for one that a newer node wrote. */
  public static Optional<DefaultRetention> stored(String text) {
    String[] fields = text.split(" ", -1);
    try {
      return fields.length == 3
          ? Optional.of(
              new DefaultRetention(
                  Retention.Mode.valueOf(fields[0]),
                  Integer.parseInt(fields[1]),
                  Unit.valueOf(fields[2])))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
