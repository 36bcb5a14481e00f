package io.horizonpush.node.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Durations as people write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 12h}, {@code 7d}.
 */
public final class DurationText {

  private static final Quantity MILLIS = new Quantity(units());

  private DurationText() {}

  private static Map<String, Long> units() {
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("ms", 1L);
    units.put("s", Duration.ofSeconds(1).toMillis());
    units.put("m", Duration.ofMinutes(1).toMillis());
    units.put("h", Duration.ofHours(1).toMillis());
    units.put("d", Duration.ofDays(1).toMillis());
    return units;
  }

  /**
   * The duration that is written so.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Duration parse(String text) {
    return Duration.ofMillis(MILLIS.parse(text));
  }

  /** The shortest way to write a duration, which loses what is below a millisecond. */
  public static String of(Duration duration) {
    return MILLIS.text(duration.toMillis());
  }
}
