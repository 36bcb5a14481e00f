package io.horizonpush.s3.http;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of the Date header, made once a second. Thread-safe. */
final class HttpDate {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static volatile HttpDate current = new HttpDate(0);

  private final long second;
  private final AsciiString text;

  private HttpDate(long second) {
    this.second = second;
    this.text = AsciiString.cached(FORMAT.format(Instant.ofEpochSecond(second)));
  }

  static AsciiString now() {
    long second = System.currentTimeMillis() / 1000;
    HttpDate date = current;
    if (date.second != second) {
      date = new HttpDate(second);
      current = date;
    }
    return date.text;
  }
}
