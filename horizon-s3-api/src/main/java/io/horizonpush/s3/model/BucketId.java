package io.horizonpush.s3.model;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The name of a bucket that outlives no bucket: 16 random bytes, on every node the same. A bucket
 * that is made again under its name has another.
 */
public record BucketId(long high, long low) implements Comparable<BucketId> {

  /** The length of an id in bytes. */
  public static final int LENGTH = 16;

  private static final Pattern TEXT = Pattern.compile("[0-9a-f]{32}");

  /**
   * The id with these 16 bytes.
   *
   * @throws IllegalArgumentException if {@code bytes} has another length
   */
  public static BucketId of(byte[] bytes) {
    Words.check("The id of a bucket", bytes, LENGTH);
    return new BucketId(Words.at(bytes, 0), Words.at(bytes, 8));
  }

  /** A new id. */
  public static BucketId random(RandomGenerator random) {
    return new BucketId(random.nextLong(), random.nextLong());
  }

  /** The id of a text that {@link #text} wrote; nothing for any other. */
  public static Optional<BucketId> parse(String text) {
    return TEXT.matcher(text).matches()
        ? Optional.of(of(HexFormat.of().parseHex(text)))
        : Optional.empty();
  }

  /** The 16 bytes. */
  public byte[] bytes() {
    return Words.bytes(high, low);
  }

  /** The id as 32 lower-case hexadecimal digits. */
  public String text() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }

  @Override
  public int compareTo(BucketId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return text();
  }
}
