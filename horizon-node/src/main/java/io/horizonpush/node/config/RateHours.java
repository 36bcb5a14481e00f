package io.horizonpush.node.config;

import io.horizonpush.iroh.ffm.NativeBlobs.Rates;
import io.horizonpush.iroh.net.TransferRates.Hours;
import io.horizonpush.iroh.net.TransferRates.Limits;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Limits for a part of each day, written {@code 08:00-18:00 up=2MiB down=10MiB}; what is not named
 * is as at other times.
 *
 * @param to the first moment that is not in it any more
 * @param limits bytes a second by what they limit; 0 is no limit
 */
public record RateHours(LocalTime from, LocalTime to, Map<String, Long> limits) {

  static final ByteSize LEAST = new ByteSize(64 << 10);
  static final ByteSize MOST = new ByteSize(1L << 40);

  private static final String OFF = "off";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final Set<String> NAMES = Set.of("up", "down", "up-per-peer", "down-per-peer");

  public RateHours {
    limits = Map.copyOf(limits);
  }

  /**
   * The limits that are written so.
   *
   * @throws IllegalArgumentException if they are none
   */
  static RateHours parse(String text) {
    String[] words = text.strip().split(" +", -1);
    String[] times = words[0].split("-", -1);
    Map<String, Long> limits = new HashMap<>();
    for (int i = 1; i < words.length; i++) {
      String[] sides = words[i].split("=", -1);
      boolean known = sides.length == 2 && NAMES.contains(sides[0]);
      if (!known || limits.put(sides[0], rate(sides[1])) != null) {
        throw new IllegalArgumentException(words[i]);
      }
    }
    if (times.length != 2 || limits.isEmpty()) {
      throw new IllegalArgumentException(text);
    }
    return new RateHours(time(times[0]), time(times[1]), limits);
  }

  private static LocalTime time(String text) {
    try {
      return LocalTime.parse(text, TIME);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static long rate(String text) {
    if (text.equals(OFF)) {
      return 0;
    }
    ByteSize rate = ByteSize.parse(text);
    if (rate.compareTo(LEAST) < 0 || rate.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(text);
    }
    return rate.bytes();
  }

  /** The same beside what counts at other times. */
  Hours beside(Limits usual) {
    return new Hours(
        from,
        to,
        new Limits(
            new Rates(
                limit("up").orElse(usual.up().total()),
                limit("up-per-peer").orElse(usual.up().each())),
            new Rates(
                limit("down").orElse(usual.down().total()),
                limit("down-per-peer").orElse(usual.down().each()))));
  }

  private OptionalLong limit(String name) {
    Long limit = limits.get(name);
    return limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
  }
}
