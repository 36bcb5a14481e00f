package io.horizonpush.s3.request;

/**
 * The characters that may stand in a header.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5">RFC 9110, 5</a>
 */
public final class HttpCharacters {

  private static final boolean[] TOKEN = token();
  private static final String HOST_SYMBOLS = ".-_:[]%~";

  private HttpCharacters() {}

  /** Whether a character may stand in a token, such as a header's name. */
  public static boolean isToken(int next) {
    return next < TOKEN.length && TOKEN[next];
  }

  /** Whether a text may be a header's name. */
  public static boolean isToken(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (!isToken(text.charAt(at))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Whether a character is a control character that must not stand in a header's value. */
  public static boolean isControl(int next) {
    return (next < ' ' && next != '\t') || next == 0x7F;
  }

  /** Whether a text, one char for each byte, may be a header's value. */
  public static boolean isValue(String text) {
    for (int at = 0; at < text.length(); at++) {
      char next = text.charAt(at);
      if (isControl(next) || next > 0xFF) {
        return false;
      }
    }
    return true;
  }

  /** Whether a text may be a Host header's value: a name or an address, and a port. */
  public static boolean isHost(String text) {
    for (int at = 0; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next >= 0x80 || !(Character.isLetterOrDigit(next) || HOST_SYMBOLS.indexOf(next) >= 0)) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean[] token() {
    boolean[] token = new boolean[0x80];
    for (char next = '0'; next <= 'z'; next++) {
      token[next] = Character.isLetterOrDigit(next);
    }
    "!#$%&'*+-.^_`|~".chars().forEach(symbol -> token[symbol] = true);
    return token;
  }
}
