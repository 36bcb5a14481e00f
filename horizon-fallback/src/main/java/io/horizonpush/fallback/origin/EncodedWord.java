package io.horizonpush.fallback.origin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A text in the characters of ASCII, as S3 gives what no header can hold (RFC 2047, 2). */
public final class EncodedWord {

  private static final String BEGIN = "=?UTF-8?B?";
  private static final String END = "?=";

  private EncodedWord() {}

  /** Whether a text would be read as one. */
  public static boolean isOne(String text) {
    return text.startsWith(BEGIN);
  }

  /** The word for a text. */
  public static String of(String text) {
    return BEGIN + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + END;
  }

  /** The text of a word; what is none stays as it is. */
  public static String read(String word) {
    if (!isOne(word) || !word.endsWith(END)) {
      return word;
    }
    String encoded =
        word.substring(BEGIN.length(), Math.max(BEGIN.length(), word.length() - END.length()));
    try {
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return word; // Somebody else's, who meant something else by it.
    }
  }
}
