package io.horizonpush.node.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Randomness that can be repeated: {@code -Dhorizon.fuzz.seed} sets the seed, which is printed.
 * Confined to one thread.
 */
final class Fuzz {

  /**
   * How many rounds a test makes of each kind; {@code -Dhorizon.fuzz.rounds} sets another number.
   */
  static final int ROUNDS = Integer.getInteger("horizon.fuzz.rounds", 2_000);

  private final long seed;
  private final Random random;

  private Fuzz(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  static Fuzz start() {
    long seed = Long.getLong("horizon.fuzz.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    return new Fuzz(seed);
  }

  long seed() {
    return seed;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Bytes that differ from the given ones in a few places. */
  byte[] mutate(byte[] bytes) {
    byte[] mutated = bytes;
    for (int changes = 1 + below(4); changes > 0; changes--) {
      int at = below(mutated.length + 1);
      int end = Math.min(mutated.length, at + 1 + below(16));
      mutated =
          switch (below(6)) {
            case 0 -> joined(mutated, at, new byte[0], end);
            case 1 -> joined(mutated, at, Arrays.copyOfRange(mutated, at, end), at);
            case 2 -> joined(mutated, at, noise(1 + below(4)), at);
            case 3 -> joined(mutated, at, Arrays.copyOfRange(bytes, 0, below(bytes.length)), end);
            case 4 -> joined(mutated, at, nasty().getBytes(StandardCharsets.UTF_8), end);
            default -> flipped(mutated, Math.min(at, mutated.length - 1));
          };
      if (mutated.length == 0) {
        return bytes;
      }
    }
    return mutated;
  }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << below(8));
    return flipped;
  }

  private static byte[] joined(byte[] bytes, int head, byte[] middle, int tail) {
    byte[] joined = Arrays.copyOf(bytes, head + middle.length + bytes.length - tail);
    System.arraycopy(middle, 0, joined, head, middle.length);
    System.arraycopy(bytes, tail, joined, head + middle.length, bytes.length - tail);
    return joined;
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  /** A text that parsers stumble over. */
  String nasty() {
    return of(
        List.of(
            "",
            " ",
            "0",
            "-1",
            "1",
            "2147483648",
            "9223372036854775808",
            "1e9",
            "0x10",
            "%",
            "%00",
            "%2F",
            "%C3",
            "%FF",
            "%u0041",
            "..",
            "../..",
            "//",
            "\\",
            "*",
            "\"",
            "\"\"",
            "W/\"x\"",
            "null",
            "true",
            "\u00e4",
            "\ud83d\ude00",
            "a".repeat(300),
            "&#0;",
            "&#xD800;",
            "&lol;",
            "<!DOCTYPE x>",
            "<![CDATA[",
            "]]>",
            "</",
            "{}",
            "[",
            "${aws:userid}",
            "bytes=0-",
            "STANDARD",
            "REPLACE",
            "AES256",
            "Sat, 01 Jan 2000 00:00:00 GMT",
            "=?UTF-8?B?AAAA?=",
            "AWS4-HMAC-SHA256 Credential=x",
            "aws-chunked",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER"));
  }
}
