package io.horizonpush.node.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;

/** An event's message as one line and nothing else. Thread-safe. */
final class LineLayout extends LayoutBase<ILoggingEvent> {

  @Override
  public String doLayout(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    StringBuilder line = new StringBuilder(message.length() + 1);
    OneLine.append(line, message, " ");
    return line.append('\n').toString();
  }
}
