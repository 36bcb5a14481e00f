package io.horizonpush.node.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** A number of bytes, written {@code 400MiB}. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

  private static final Quantity BYTES = new Quantity(units());

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a negative size: " + bytes);
    }
  }

  private static Map<String, Long> units() {
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("B", 1L);
    units.put("KiB", 1L << 10);
    units.put("MiB", 1L << 20);
    units.put("GiB", 1L << 30);
    units.put("TiB", 1L << 40);
    return units;
  }

  /**
   * The size that is written so.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ByteSize parse(String text) {
    return new ByteSize(BYTES.parse(text));
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    return BYTES.text(bytes);
  }
}
