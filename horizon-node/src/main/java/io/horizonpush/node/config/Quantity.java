package io.horizonpush.node.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A way of writing amounts: a whole number and a unit right behind it. Immutable.
 *
 * @param units by name, each as a number of the smallest, in ascending order
 */
record Quantity(Map<String, Long> units) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})([A-Za-z]+)");

  Quantity {
    units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
  }

  /**
   * The amount in the smallest unit.
   *
   * @throws IllegalArgumentException if the text has another form or the amount is too large
   */
  long parse(String text) {
    Matcher matcher = FORM.matcher(text);
    long unit = matcher.matches() ? units.getOrDefault(matcher.group(2), 0L) : 0;
    if (unit == 0) {
      throw new IllegalArgumentException(
          "'%s' is not a whole number with one of %s behind it"
              .formatted(text, String.join(", ", units.keySet())));
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("too large: " + text, e);
    }
  }

  /** The amount in the largest unit that divides it. */
  String text(long amount) {
    String text = "";
    for (Map.Entry<String, Long> unit : units.entrySet()) {
      if (text.isEmpty() || (amount != 0 && amount % unit.getValue() == 0)) {
        text = amount / unit.getValue() + unit.getKey();
      }
    }
    return text;
  }
}
