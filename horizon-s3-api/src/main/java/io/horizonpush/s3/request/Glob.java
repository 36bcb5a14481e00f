package io.horizonpush.s3.request;

import java.util.Arrays;

/**
 * A pattern in which {@code *} stands for any characters and {@code ?} for one. Immutable.
 *
 * <p>Matching looks at each pair of a text's and a pattern's character once at most: whenever a
 * {@code *} is reached, what came before it is settled. There is nothing to backtrack into.
 */
public final class Glob {

  private static final int ANY = -1;
  private static final int ONE = -2;

  private final int[] pattern;

  private Glob(int[] pattern) {
    this.pattern = pattern;
  }

  /** The pattern that a text writes out. */
  public static Glob of(String pattern) {
    return new Builder().pattern(pattern).build();
  }

  /** Whether a text is as the pattern says, from its beginning to its end. */
  public boolean matches(String text) {
    int[] characters = text.codePoints().toArray();
    int at = 0;
    int in = 0;
    int star = -1;
    int resume = 0;
    while (at < characters.length) {
      if (in < pattern.length && pattern[in] == ANY) {
        star = in++;
        resume = at;
      } else if (in < pattern.length && fits(pattern[in], characters[at])) {
        in++;
        at++;
      } else if (star >= 0) {
        in = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (in < pattern.length && pattern[in] == ANY) {
      in++;
    }
    return in == pattern.length;
  }

  /** Whether some text that begins so matches. */
  public boolean matchesSomethingBehind(String beginning) {
    boolean[] reached = new boolean[pattern.length + 1];
    reached[0] = true;
    for (int character : beginning.codePoints().toArray()) {
      reached = after(skipStars(reached), character);
    }
    for (boolean each : reached) {
      if (each) {
        return true;
      }
    }
    return false;
  }

  private boolean[] skipStars(boolean[] reached) {
    for (int i = 0; i < pattern.length; i++) {
      reached[i + 1] |= reached[i] && pattern[i] == ANY;
    }
    return reached;
  }

  private boolean[] after(boolean[] reached, int character) {
    boolean[] next = new boolean[reached.length];
    for (int i = 0; i < pattern.length; i++) {
      if (reached[i] && pattern[i] == ANY) {
        next[i] = true;
      } else if (reached[i] && fits(pattern[i], character)) {
        next[i + 1] = true;
      }
    }
    return next;
  }

  private static boolean fits(int pattern, int character) {
    return pattern == ONE || pattern == character;
  }

  /** Puts a pattern together from parts. Confined to one thread. */
  public static final class Builder {

    private int[] characters = new int[64];
    private int length;

    /** Adds text in which wildcards are wildcards. */
    public Builder pattern(String text) {
      text.codePoints().map(Builder::wildcard).forEach(this::add);
      return this;
    }

    /** Adds text in which wildcards stand for themselves. */
    public Builder literal(String text) {
      text.codePoints().forEach(this::add);
      return this;
    }

    /** The pattern. */
    public Glob build() {
      return new Glob(Arrays.copyOf(characters, length));
    }

    private static int wildcard(int character) {
      return switch (character) {
        case '*' -> ANY;
        case '?' -> ONE;
        default -> character;
      };
    }

    private void add(int character) {
      if (length == characters.length) {
        characters = Arrays.copyOf(characters, 2 * length);
      }
      characters[length++] = character;
    }
  }
}
