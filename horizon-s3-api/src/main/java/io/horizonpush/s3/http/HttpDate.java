package io.horizonpush.s3.http;

import java.nio.charset.StandardCharsets;
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
  private final byte[] text;

  private HttpDate(long second) {
    this.second = second;
    this.text = FORMAT.format(Instant.ofEpochSecond(second)).getBytes(StandardCharsets.US_ASCII);
  }

  /** In ASCII; not to be changed. */
  static byte[] now() {
    long second = System.currentTimeMillis() / 1000;
    HttpDate date = current;
    if (date.second != second) {
      date = new HttpDate(second);
      current = date;
    }
    return date.text;
  }
}
