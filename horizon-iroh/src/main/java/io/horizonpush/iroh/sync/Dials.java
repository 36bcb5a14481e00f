package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The attempts to reach members: so many at one time, and of each member one, after pauses that
 * grow. Guarded by whoever has it.
 */
final class Dials {

  /** The most attempts to reach somebody at one time. */
  private static final int MOST = 16;

  private final Map<NodeId, Dial> dials = new HashMap<>();

  /** The attempts to reach one member. */
  static final class Dial {
    private final Backoff backoff = new Backoff();
    private boolean running;
    private long due = System.nanoTime();

    /**
     * Hears that an attempt is over, and the connection that came of it.
     *
     * @param settled whether that lasted
     */
    void end(boolean settled) {
      if (settled) {
        backoff.reset();
      }
      running = false;
      due = System.nanoTime() + backoff.next().toNanos();
    }
  }

  /** Forgets members who are none any more. */
  void forget(Predicate<NodeId> gone) {
    dials.keySet().removeIf(gone);
  }

  /**
   * Begins to reach a member, unless that goes on, was tried a moment ago, or too many others are
   * being reached.
   *
   * @param connected whom nobody is waiting for any more
   */
  Optional<Dial> begin(NodeId peer, Set<NodeId> connected) {
    Dial dial = dials.computeIfAbsent(peer, _ -> new Dial());
    boolean begins =
        !dial.running && System.nanoTime() - dial.due >= 0 && running(connected) < MOST;
    dial.running |= begins;
    return Optional.of(dial).filter(_ -> begins);
  }

  private long running(Set<NodeId> connected) {
    return dials.entrySet().stream()
        .filter(each -> each.getValue().running && !connected.contains(each.getKey()))
        .count();
  }
}
