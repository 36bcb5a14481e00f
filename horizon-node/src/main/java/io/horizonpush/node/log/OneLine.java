package io.horizonpush.node.log;

/** Text of several lines on one. */
final class OneLine {

  private OneLine() {}

  /**
   * Appends a text with {@code separator} in the place of its line ends and of the white space
   * behind them.
   */
  static void append(StringBuilder out, String text, String separator) {
    if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
      out.append(text);
      return;
    }
    int at = 0;
    while (at < text.length()) {
      char next = text.charAt(at);
      at++;
      if (next != '\n' && next != '\r') {
        out.append(next);
        continue;
      }
      out.append(separator);
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }
  }
}
