package io.horizonpush.node.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of a Range header. */
record ModelRange(String text) {

  private static final Pattern FORM = Pattern.compile("bytes=(\\d*)-(\\d*)");

  /** The bytes that are sent, both ends included. */
  record Slice(long first, long last) {}

  static ModelRange choose(Dice dice) {
    int one = dice.below(dice.oneIn(3) ? 20_000 : 40);
    int other = one + dice.below(5000);
    return new ModelRange(
        switch (dice.below(8)) {
          case 0 -> "bytes=" + one + "-";
          case 1 -> "bytes=-" + dice.below(100);
          case 2 -> "bytes=" + other + "-" + one;
          case 3 -> "bytes=0-1,3-4";
          case 4 -> "bytes=" + one + "-99999999999999999999999";
          case 5 -> dice.of(java.util.List.of("bytes=-", "bytes", "chars=0-1", "bytes=a-b"));
          default -> "bytes=" + one + "-" + other;
        });
  }

  /**
   * The bytes of an object of this size; nothing when the header is ignored.
   *
   * @throws Failure {@code InvalidRange} when there are none
   */
  Optional<Slice> of(long size) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || text.equals("bytes=-")) {
      return Optional.empty();
    }
    if (matcher.group(1).isEmpty()) {
      long count = Long.parseLong(matcher.group(2));
      return Optional.of(checked(count == 0 ? size : Math.max(0, size - count), size - 1, size));
    }
    long first = Long.parseLong(matcher.group(1));
    String end = matcher.group(2);
    long last = end.isEmpty() || end.length() > 18 ? Long.MAX_VALUE : Long.parseLong(end);
    return first > last
        ? Optional.empty()
        : Optional.of(checked(first, Math.min(last, size - 1), size));
  }

  private static Slice checked(long first, long last, long size) {
    if (first >= size) {
      throw new Failure(416, "InvalidRange");
    }
    return new Slice(first, last);
  }
}
