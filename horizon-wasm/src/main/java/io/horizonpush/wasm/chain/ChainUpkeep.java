package io.horizonpush.wasm.chain;

import io.horizonpush.wasm.abi.Phase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a chain does beside requests, once a second: it tells plugins of events, ticks, lets go of
 * idle instances and takes others back from slow clients. Thread-safe.
 */
public final class ChainUpkeep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChainUpkeep.class);
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();

  private final PluginChain chain;
  private final BackgroundCalls calls;
  private final Listeners listeners;
  private final EventDelivery events;
  private final Executor tellers;
  private final Runnable end;
  private final LongSupplier clock;

  /** When each entry was told of a tick. Confined to the thread. */
  private final Map<String, Long> ticked = new HashMap<>();

  /** The names of entries that are being told of one: no other comes meanwhile. */
  private final Set<String> ticking = ConcurrentHashMap.newKeySet();

  private final Thread thread;
  private volatile boolean closed;

  /** What a chain is to do once it has begun. */
  public static ChainUpkeep of(
      PluginChain chain, List<EventSource> sources, EventPositions positions) {
    ExecutorService tellers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("plugins-events-", 0).factory());
    return new ChainUpkeep(
        chain,
        new Listeners(chain, sources, positions),
        System::nanoTime,
        tellers,
        () -> {
          tellers.shutdownNow(); // What an interrupted call was to tell comes again.
          tellers.close();
        });
  }

  /**
   * @param clock as {@link System#nanoTime}
   * @param tellers tell one entry each of an event or a tick, so that nobody waits for another
   * @param end of those
   */
  ChainUpkeep(
      PluginChain chain, Listeners listeners, LongSupplier clock, Executor tellers, Runnable end) {
    this.chain = chain;
    this.listeners = listeners;
    this.clock = clock;
    this.tellers = tellers;
    this.end = end;
    this.calls = new BackgroundCalls(chain.tools());
    this.events = new EventDelivery(listeners, calls, chain.tools().ports().node(), clock, tellers);
    this.thread = Thread.ofVirtual().name("plugins-upkeep").unstarted(this::run);
  }

  /**
   * Begins it, once the chain has all entries that it has at first: what those listen to that are
   * not there is let go of.
   */
  public void start() {
    listeners.settle();
    thread.start();
  }

  /** Has entries that are new hear of all that happens when this has returned. */
  public void begin() {
    listeners.begin();
  }

  private void run() {
    while (!closed) {
      try {
        step();
      } catch (RuntimeException e) {
        LOG.error("plugins' events and ticks failed, and go on", e);
      }
      LockSupport.parkNanos(this, PAUSE);
    }
  }

  /** Does all that is due. */
  void step() {
    chain.tidy();
    List<Entry> entries = chain.entries();
    ticked.keySet().retainAll(entries.stream().map(Entry::name).toList());
    for (Entry entry : entries) {
      if (entry.has(Phase.TICK) && isDue(entry) && ticking.add(entry.name())) {
        tellers.execute(() -> tick(entry));
      }
    }
    events.deliver();
  }

  private void tick(Entry entry) {
    try {
      calls.tick(entry);
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.error("a tick of plugin {} failed", entry.name(), e);
      }
    } finally {
      ticking.remove(entry.name());
    }
  }

  private boolean isDue(Entry entry) {
    long now = clock.getAsLong();
    Long before = ticked.get(entry.name());
    Duration interval = entry.manifest().running().tick();
    if (before != null && now - before < interval.toNanos()) {
      return false;
    }
    ticked.put(entry.name(), now);
    return before != null; // The first one comes when the interval is over for the first time.
  }

  @Override
  public void close() {
    closed = true;
    events.end();
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end.run();
  }
}
