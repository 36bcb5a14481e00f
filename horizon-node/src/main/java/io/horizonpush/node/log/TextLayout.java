package io.horizonpush.node.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/**
 * An event as one line for people: time, level, class, request id, message, fields and stack trace.
 * Line ends inside of it become bars. Thread-safe.
 *
 * <p>Written out, since Logback's patterns cost a start a hundred classes and each event several
 * regular expressions.
 */
final class TextLayout extends LayoutBase<ILoggingEvent> {

  /** The key of the request id in the mapped diagnostic context. */
  private static final String REQUEST = "request";

  private static final String BAR = " | ";
  private static final int LEVEL_WIDTH = 5;

  private final DateTimeFormatter time =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(128);
    time.formatTo(event.getInstant(), line);
    String level = event.getLevel().toString();
    line.append(' ').append(level).repeat(' ', LEVEL_WIDTH - level.length() + 1);
    String logger = event.getLoggerName();
    line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(' ');
    String request = event.getMDCPropertyMap().get(REQUEST);
    if (request != null) {
      line.append('[').append(request).append("] ");
    }
    OneLine.append(line, event.getFormattedMessage(), BAR);
    fields(line, event.getKeyValuePairs());
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      line.append(' ');
      OneLine.append(line, ThrowableProxyUtil.asString(thrown).stripTrailing(), BAR);
    }
    return line.append('\n').toString();
  }

  private static void fields(StringBuilder line, List<KeyValuePair> fields) {
    if (fields == null) {
      return;
    }
    for (KeyValuePair field : fields) {
      line.append(' ').append(field.key).append("=\"");
      OneLine.append(line, String.valueOf(field.value), BAR);
      line.append('"');
    }
  }
}
