package io.horizonpush.node.log;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.pipeline.RequestObserver;
import io.horizonpush.s3.request.S3Operation;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer of the access log: a line per request, fields divided by spaces, {@code -} where there
 * is nothing to say. The query is left out: it may hold signatures. Thread-safe; does not block.
 *
 * <p>Time, request id, client, access key id, operation, method, path, status, error code, bytes
 * in, bytes out, milliseconds to the first byte and to the last, and {@code whole} or {@code
 * broken}.
 */
public final class AccessLines implements RequestObserver {

  private static final String NOTHING = "-";
  private static final long NANOS_PER_MICRO = 1000;
  private static final long MICROS_PER_MILLI = 1000;
  private static final long MILLIS_PER_SECOND = 1000;

  private final Logger lines = LoggerFactory.getLogger(Logging.ACCESS_LOGGER);
  private final Clock clock;
  private volatile Second latest = Second.of(0);

  public AccessLines(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void completed(Completed request) {
    if (lines.isInfoEnabled()) {
      lines.info(line(request, clock.millis()));
    }
  }

  /** The line of a request that ended at {@code millis} after the epoch. */
  String line(Completed request, long millis) {
    Asked asked = request.asked();
    Answered answered = request.answered();
    StringBuilder line = new StringBuilder(160);
    long second = Math.floorDiv(millis, MILLIS_PER_SECOND);
    line.append(secondText(second)).append('.');
    threeDigits(line, Math.floorMod(millis, MILLIS_PER_SECOND)).append('Z');
    line.append(' ').append(request.id().value());
    line.append(' ').append(asked.client().getHostAddress());
    line.append(' ').append(asked.accessKeyId().orElse(NOTHING));
    line.append(' ').append(asked.operation().map(S3Operation::operationName).orElse(NOTHING));
    word(line, asked.method());
    word(line, asked.rawPath());
    line.append(' ').append(answered.status());
    line.append(' ').append(answered.error().map(S3ErrorCode::code).orElse(NOTHING));
    line.append(' ').append(answered.bytesIn());
    line.append(' ').append(answered.bytesOut());
    millis(line, request.timing().toFirstByteNanos());
    millis(line, request.timing().durationNanos());
    return line.append(answered.whole() ? " whole" : " broken").toString();
  }

  /** What the client chose, with nothing in it that would look like another field or line. */
  private static void word(StringBuilder line, String text) {
    line.append(' ').append(text.isEmpty() ? NOTHING : "");
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      line.append(Character.isISOControl(next) || Character.isSpaceChar(next) ? '?' : next);
    }
  }

  private static void millis(StringBuilder line, long nanos) {
    long micros = nanos / NANOS_PER_MICRO;
    line.append(' ').append(micros / MICROS_PER_MILLI).append('.');
    threeDigits(line, micros % MICROS_PER_MILLI);
  }

  private static StringBuilder threeDigits(StringBuilder line, long number) {
    return line.append(number < 100 ? "0" : "").append(number < 10 ? "0" : "").append(number);
  }

  /** Date and time of a second; written out once for all requests that end in it. */
  private String secondText(long epochSecond) {
    Second known = latest;
    if (known.epochSecond() != epochSecond) {
      known = Second.of(epochSecond);
      latest = known;
    }
    return known.text();
  }

  private record Second(long epochSecond, String text) {

    static Second of(long epochSecond) {
      String text = Instant.ofEpochSecond(epochSecond).toString();
      return new Second(epochSecond, text.substring(0, text.length() - "Z".length()));
    }
  }
}
