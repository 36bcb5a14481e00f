package io.horizonpush.s3.request;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Dates as they stand in headers, to the second. Stateless but for the text of the present second.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7">RFC 9110, 5.6.7</a>
 */
public final class HttpDate {

  private static final List<DateTimeFormatter> FORMS =
      List.of(
          DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
              .withZone(ZoneOffset.UTC),
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH)
              .withZone(ZoneOffset.UTC),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
              .withZone(ZoneOffset.UTC));

  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private static volatile Now now = new Now(0);

  /** The text of a second, made once. */
  private static final class Now {

    private final long second;
    private final byte[] text;

    private Now(long second) {
      this.second = second;
      this.text = format(Instant.ofEpochSecond(second)).getBytes(StandardCharsets.US_ASCII);
    }
  }

  private HttpDate() {}

  /** Writes a date. */
  public static String format(Instant instant) {
    // By hand: every answer about an object has one, and a formatter takes ten times as long.
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(29);
    text.append(DAYS.get(time.getDayOfWeek().getValue() - 1));
    twoDigits(text.append(", "), time.getDayOfMonth()).append(' ');
    text.append(MONTHS.get(time.getMonthValue() - 1)).append(' ');
    twoDigits(twoDigits(text, time.getYear() / 100), time.getYear() % 100);
    twoDigits(text.append(' '), time.getHour());
    twoDigits(text.append(':'), time.getMinute());
    twoDigits(text.append(':'), time.getSecond());
    return text.append(" GMT").toString();
  }

  private static StringBuilder twoDigits(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /** The present date in ASCII, made once a second; not to be changed. */
  public static byte[] now() {
    long second = System.currentTimeMillis() / 1000;
    Now known = now;
    if (known.second != second) {
      known = new Now(second);
      now = known;
    }
    return known.text;
  }

  /** Reads any of the three forms; nothing for a text that is none of them. */
  public static Optional<Instant> parse(String text) {
    for (DateTimeFormatter form : FORMS) {
      try {
        return Optional.of(ZonedDateTime.parse(text, form).toInstant());
      } catch (DateTimeException e) {
        // not this form: the next one may fit
      }
    }
    return Optional.empty();
  }

  /** Reads the form of RFC 1123 whatever day of the week it names: clients do get that wrong. */
  public static Optional<Instant> parseWithAnyDay(String text) {
    try {
      String behindDay = text.substring(text.indexOf(',') + 1).strip();
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(behindDay, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
