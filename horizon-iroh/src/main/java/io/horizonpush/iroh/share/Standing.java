package io.horizonpush.iroh.share;

import java.util.regex.Pattern;

/**
 * A place in the entries of one node: all that it has up to there.
 *
 * @param history of its index, 32 hexadecimal digits: in another one positions mean something else
 * @param position the sequence of an entry, or 0
 */
public record Standing(String history, long position) {

  private static final Pattern HISTORY = Pattern.compile("[0-9a-f]{32}");

  /** Throws IllegalArgumentException if there is no such place. */
  public Standing {
    if (!isHistory(history) || position < 0) {
      throw new IllegalArgumentException("No place in the entries of a node");
    }
  }

  static boolean isHistory(String text) {
    return HISTORY.matcher(text).matches();
  }
}
