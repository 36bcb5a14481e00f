package io.horizonpush.wasm.chain;

import io.horizonpush.wasm.abi.Phase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final EventDelivery events;
  private final LongSupplier clock;

  /** When each entry was told of a tick. Confined to the thread. */
  private final Map<String, Long> ticked = new HashMap<>();

  private final Thread thread;
  private volatile boolean closed;

  /** Begins it. */
  public static ChainUpkeep start(
      PluginChain chain, List<EventSource> sources, EventPositions positions) {
    ChainUpkeep upkeep = new ChainUpkeep(chain, sources, positions, System::nanoTime);
    upkeep.thread.start();
    return upkeep;
  }

  /**
   * @param clock as {@link System#nanoTime}
   */
  ChainUpkeep(
      PluginChain chain, List<EventSource> sources, EventPositions positions, LongSupplier clock) {
    this.chain = chain;
    this.clock = clock;
    this.calls = new BackgroundCalls(chain.tools());
    this.events = new EventDelivery(sources, positions, calls, chain.tools().ports().node(), clock);
    this.thread = Thread.ofVirtual().name("plugins-upkeep").unstarted(this::run);
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
      if (entry.has(Phase.TICK) && isDue(entry)) {
        calls.tick(entry);
      }
    }
    events.deliver(entries);
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

  /** Looks for events now: something has happened. */
  public void wake() {
    LockSupport.unpark(thread);
  }

  @Override
  public void close() {
    closed = true;
    wake();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
