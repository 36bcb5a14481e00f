package io.horizonpush.node.origins;

import io.horizonpush.fallback.origin.Meter;
import io.horizonpush.node.config.ByteSize;
import io.horizonpush.node.config.DurationText;
import java.time.Duration;
import java.util.function.ToLongFunction;

/** Budgets as people write them: {@code 100GiB/30d} of bytes, {@code 10000/1d} of requests. */
public final class BudgetText {

  private BudgetText() {}

  /**
   * A budget of bytes.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Meter.Limit parseBytes(String text) {
    return parse(text, amount -> ByteSize.parse(amount).bytes(), "budget", "100GiB/30d");
  }

  /** The same of requests. */
  public static Meter.Limit parseRequests(String text) {
    return parse(text, Long::parseLong, "max-requests", "10000/1d");
  }

  private static Meter.Limit parse(
      String text, ToLongFunction<String> amounts, String what, String example) {
    String[] halves = text.split("/", -1);
    try {
      long amount = amounts.applyAsLong(halves[0]);
      Duration period = halves.length == 2 ? DurationText.parse(halves[1]) : Duration.ZERO;
      if (amount > 0 && period.isPositive()) {
        return new Meter.Limit(amount, period);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "%s '%s' is not an amount in a period, such as %s".formatted(what, text, example));
  }

  /** A budget of bytes as it is written. */
  public static String ofBytes(Meter.Limit limit) {
    return new ByteSize(limit.amount()) + "/" + DurationText.of(limit.period());
  }

  /** The same of requests. */
  public static String ofRequests(Meter.Limit limit) {
    return limit.amount() + "/" + DurationText.of(limit.period());
  }
}
