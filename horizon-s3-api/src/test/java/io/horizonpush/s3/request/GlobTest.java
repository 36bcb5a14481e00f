package io.horizonpush.s3.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  /** In bytes. */
  private static final int AS_LONG_AS_A_POLICY = 20 << 10;

  @ParameterizedTest
  @CsvSource({
    "'', '', true",
    "'', a, false",
    "*, '', true",
    "**, anything, true",
    "?, '', false",
    "?, a, true",
    "?, \ud83d\ude00, true",
    "a*c, abc, true",
    "a*c, ac, true",
    "a*c, acb, false",
    "a?c, ac, false",
    "*ab, aab, true",
    "*a*b*, xaxbx, true",
    "*a*b*, xbxax, false",
    "a*a, a, false",
    "A, a, false",
    "a.c, abc, false",
    "[a], a, false"
  })
  void pattern_matchesAsStarsAndQuestionMarksSay(String pattern, String text, boolean matches) {
    assertThat(Glob.of(pattern).matches(text)).isEqualTo(matches);
  }

  @Test
  void literals_haveNoWildcards() {
    Glob glob = new Glob.Builder().pattern("a*").literal("*?").pattern("?").build();

    assertThat(glob.matches("axx*?z")).isTrue();
    assertThat(glob.matches("axxyyz")).isFalse();
  }

  @Test
  void anyPattern_matchesWhatASlowMatcherSays() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int matched = 0;
    for (int round = 0; round < 100_000; round++) {
      String pattern = random(random, "ab*?", 8);
      String text = random(random, "ab", 8);
      boolean expected = slow(pattern, text);

      assertThat(Glob.of(pattern).matches(text))
          .as("seed %d pattern %s text %s", seed, pattern, text)
          .isEqualTo(expected);
      matched += expected ? 1 : 0;
    }
    assertThat(matched).isBetween(1_000, 99_000);
  }

  @Test
  void pattern_reachesBehindABeginningJustWhenATextThatBeginsSoMatches() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      String pattern = random(random, "ab*?", 6);
      String beginning = random(random, "ab", 4);

      assertThat(Glob.of(pattern).matchesSomethingBehind(beginning))
          .as("seed %d pattern %s beginning %s", seed, pattern, beginning)
          .isEqualTo(someTextMatches(pattern, beginning));
    }
  }

  /** A matcher that goes back would need longer than the universe has. */
  @ParameterizedTest
  @CsvSource({"a*, b, a", "*a, b, a", "a*?, b, a", "?*, b, a", "*aaaaaaaaaa, b, a"})
  void hostilePattern_isMatchedInLittleTime(String piece, String end, String letter) {
    Glob glob = Glob.of(piece.repeat(AS_LONG_AS_A_POLICY / piece.length()) + end);
    String text = letter.repeat(16 << 10);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThat(glob.matches(text)).isFalse();
          glob.matchesSomethingBehind(text.substring(0, 100));
        });
  }

  private static boolean someTextMatches(String pattern, String beginning) {
    for (int length = 0; length <= 6; length++) {
      for (int bits = 0; bits < 1 << length; bits++) {
        StringBuilder end = new StringBuilder();
        for (int i = 0; i < length; i++) {
          end.append((bits >> i & 1) == 0 ? 'a' : 'b');
        }
        if (slow(pattern, beginning + end)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean slow(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    String rest = pattern.substring(1);
    if (pattern.charAt(0) == '*') {
      return slow(rest, text) || (!text.isEmpty() && slow(pattern, text.substring(1)));
    }
    return !text.isEmpty()
        && (pattern.charAt(0) == '?' || pattern.charAt(0) == text.charAt(0))
        && slow(rest, text.substring(1));
  }

  private static String random(Random random, String alphabet, int bound) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(bound); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
