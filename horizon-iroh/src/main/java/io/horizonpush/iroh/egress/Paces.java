package io.horizonpush.iroh.egress;

import io.horizonpush.iroh.net.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long members took to give first bytes, and so how long they are waited for. Thread-safe. */
final class Paces {

  /** A member may take so many times as long as it took before. */
  private static final int TIMES = 3;

  /** What the last one weighs in what is remembered. */
  private static final double WEIGHT = 0.25;

  static final Duration LONGEST = Duration.ofSeconds(2);

  private static final Duration SILENT_FOR = Duration.ofSeconds(10);

  private final Duration least;
  private final Map<NodeId, Pace> paces = new ConcurrentHashMap<>();

  /**
   * @param nanos that first bytes took
   * @param silentSince in nanoseconds of the system's clock
   */
  private record Pace(double nanos, boolean isSilent, long silentSince) {}

  /**
   * @param least for which everybody is waited
   */
  Paces(Duration least) {
    this.least = least;
  }

  /** How long a member is waited for. */
  Duration patience(NodeId member) {
    Pace pace = paces.get(member);
    Duration measured =
        pace == null ? Duration.ZERO : Duration.ofNanos((long) (TIMES * pace.nanos()));
    Duration wanted = measured.compareTo(least) > 0 ? measured : least;
    return wanted.compareTo(longest()) > 0 ? longest() : wanted;
  }

  /** Whoever gives nothing for so long is asked for nothing for a while. */
  Duration longest() {
    return least.compareTo(LONGEST) > 0 ? least : LONGEST;
  }

  /** Hears that a member gave first bytes, soon or late. */
  void gave(NodeId member, long nanos) {
    paces.merge(
        member,
        new Pace(nanos, false, 0),
        (old, now) -> new Pace(old.nanos() + WEIGHT * (now.nanos() - old.nanos()), false, 0));
  }

  /** Hears that a member gave nothing at all. */
  void silent(NodeId member) {
    long now = System.nanoTime();
    paces.compute(member, (_, old) -> new Pace(old == null ? 0 : old.nanos(), true, now));
  }

  /** Whether a member gave nothing just now. */
  boolean isSilent(NodeId member) {
    Pace pace = paces.get(member);
    return pace != null
        && pace.isSilent()
        && System.nanoTime() - pace.silentSince() < SILENT_FOR.toNanos();
  }
}
