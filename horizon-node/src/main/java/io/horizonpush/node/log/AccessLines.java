package io.horizonpush.node.log;

import io.horizonpush.s3.http.RequestObserver;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Operation;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the access log: a line per request, fields divided by spaces, {@code -} where there is
 * nothing to say. The query is left out: it may hold signatures. Thread-safe; does not block.
 *
 * <p>Time, request id, client, access key id, operation, method, path, status, error code, bytes
 * in, bytes out, milliseconds to the first byte and to the last, and {@code whole} or {@code
 * broken}.
 */
public final class AccessLines implements RequestObserver {

  private static final String NOTHING = "-";
  private static final double NANOS_PER_MILLI = 1e6;

  private final Logger lines = LoggerFactory.getLogger(Logging.ACCESS_LOGGER);
  private final Clock clock;

  public AccessLines(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void completed(Completed request) {
    if (lines.isInfoEnabled()) {
      lines.info(line(request, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }
  }

  static String line(Completed request, Instant now) {
    Asked asked = request.asked();
    Answered answered = request.answered();
    return String.join(
        " ",
        now.toString(),
        request.id().value(),
        asked.remote().getAddress().getHostAddress(),
        asked.accessKeyId().orElse(NOTHING),
        asked.operation().map(S3Operation::operationName).orElse(NOTHING),
        word(asked.method()),
        word(asked.rawPath()),
        Integer.toString(answered.status()),
        answered.error().map(S3ErrorCode::code).orElse(NOTHING),
        Long.toString(answered.bytesIn()),
        Long.toString(answered.bytesOut()),
        millis(request.timing().toFirstByteNanos()),
        millis(request.timing().durationNanos()),
        answered.whole() ? "whole" : "broken");
  }

  /** What the client chose, with nothing in it that would look like another field or line. */
  private static String word(String text) {
    return text.isEmpty() ? NOTHING : text.replaceAll("(?U)[\\p{Cntrl}\\s]", "?");
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / NANOS_PER_MILLI);
  }
}
