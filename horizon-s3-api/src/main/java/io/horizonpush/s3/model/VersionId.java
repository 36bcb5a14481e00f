package io.horizonpush.s3.model;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The name of a version of an object: 16 bytes, drawn at random. */
public record VersionId(long high, long low) {

  /** The length of an id in bytes. */
  public static final int LENGTH = 16;

  /**
   * The id with these 16 bytes.
   *
   * @throws IllegalArgumentException if {@code bytes} has another length
   */
  public static VersionId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("A version's id has 16 bytes, not " + bytes.length);
    }
    ByteBuffer words = ByteBuffer.wrap(bytes);
    return new VersionId(words.getLong(), words.getLong());
  }

  /** An id that nobody else has. */
  public static VersionId random(RandomGenerator random) {
    return new VersionId(random.nextLong(), random.nextLong());
  }

  /** The id that was written as {@link #text}; nothing for any other text. */
  public static Optional<VersionId> parse(String text) {
    if (text.length() != 2 * LENGTH || !text.chars().allMatch(VersionId::isDigit)) {
      return Optional.empty();
    }
    return Optional.of(of(HexFormat.of().parseHex(text)));
  }

  private static boolean isDigit(int character) {
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
  }

  /** The 16 bytes. */
  public byte[] bytes() {
    return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
  }

  /** The id as 32 lower-case hexadecimal digits. */
  public String text() {
    return HexFormat.of().formatHex(bytes());
  }

  @Override
  public String toString() {
    return text();
  }
}
