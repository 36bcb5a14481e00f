package io.horizonpush.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process took of its machine, again and again: the last third of it is held against the
 * second, and the first is for warming up.
 */
public final class VitalsLog {

  /** How long a soak is to be. */
  public static final int MINUTES =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_SOAK_MINUTES", "1"));

  /** Of a shorter time nothing can be said but how much it was. */
  private static final Duration FLAT_FROM = Duration.ofMinutes(4);

  /** What Java itself and the native library take beside heap and direct memory. */
  private static final long MOST_BYTES = 1L << 30;

  private final String name;
  private final List<Vitals> looks = new ArrayList<>();

  /**
   * @param name of what is looked at, in what is printed
   */
  public VitalsLog(String name) {
    this.name = name;
  }

  public void look(long pid) {
    looks.add(Vitals.of(pid));
  }

  /**
   * Prints what was taken, and asserts that it is not too much, and flat.
   *
   * @param time in which it was looked
   */
  public void requireFlat(Duration time) {
    int third = looks.size() / 3;
    Vitals before = Vitals.most(looks.subList(third, 2 * third));
    Vitals last = Vitals.most(looks.subList(2 * third, looks.size()));
    System.out.printf("%s: %s, then %s%n", name, before, last);
    assertThat(last.residentBytes()).as(name).isLessThan(MOST_BYTES);
    if (time.compareTo(FLAT_FROM) >= 0) {
      assertThat(last.residentBytes()).as(name).isLessThan(before.residentBytes() * 11 / 10);
      assertThat(last.threads()).as(name).isLessThanOrEqualTo(before.threads() + 8);
      assertThat(last.descriptors()).as(name).isLessThanOrEqualTo(before.descriptors() + 64);
    }
  }
}
