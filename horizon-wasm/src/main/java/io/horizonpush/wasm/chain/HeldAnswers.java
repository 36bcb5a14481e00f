package io.horizonpush.wasm.chain;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The answers that have instances while they go to their clients. Thread-safe.
 *
 * <p>A client decides how fast it takes its answer, and so for how long: one that takes next to
 * nothing would keep an instance for ever, and a few of them all of an entry. {@link #reclaim} ends
 * that.
 */
final class HeldAnswers {

  private final ChainSettings.SlowClients slow;
  private final ChainMetrics metrics;
  private final Set<Held> all = ConcurrentHashMap.newKeySet();

  /** An answer on its way. Thread-safe. */
  interface Held {

    /** For how long it has its instances. */
    Duration since();

    /** The bytes that its client has taken. */
    long delivered();

    /** Those whose instances it has. */
    Crew crew();

    /** Gives its instances back, unless it is just using them; it breaks off then. */
    boolean letGo();
  }

  HeldAnswers(ChainSettings.SlowClients slow, ChainMetrics metrics) {
    this.slow = slow;
    this.metrics = metrics;
  }

  void add(Held answer) {
    all.add(answer);
  }

  void remove(Held answer) {
    all.remove(answer);
  }

  /** Takes instances back that others wait for. To be called now and then. */
  void reclaim() {
    for (Held answer : all) {
      answer.crew().all().stream()
          .filter(each -> each.hasBegun() && isExhausted(each.entry()))
          .findFirst()
          .filter(each -> slow.isOne(answer.since(), answer.delivered()))
          .filter(each -> answer.letGo())
          .ifPresent(each -> metrics.reclaimed(each.entry().name()));
    }
  }

  private static boolean isExhausted(Entry entry) {
    return entry.pool().leased() >= entry.plan().instances();
  }
}
