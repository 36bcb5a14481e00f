package io.horizonpush.wasm.abi;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes and durations as manifests write them: {@code 16MiB}, {@code 50ms}. They look like those of
 * the node's configuration, whose reader is not used: this form belongs to the ABI, which another
 * host reads alike and which stays when a configuration learns other units, and no arrow leads from
 * here to the node.
 */
final class Amounts {

  private static final Pattern FORM = Pattern.compile("(\\d{1,15})([A-Za-z]{1,3})");
  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private Amounts() {}

  static Optional<Long> bytes(String text) {
    return parse(text, BYTES);
  }

  static Optional<Duration> duration(String text) {
    return parse(text, MILLIS).map(Duration::ofMillis);
  }

  private static Optional<Long> parse(String text, Map<String, Long> units) {
    Matcher matcher = FORM.matcher(text);
    Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
    if (unit == null) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return number > Long.MAX_VALUE / unit ? Optional.empty() : Optional.of(number * unit);
  }
}
