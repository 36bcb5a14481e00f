package io.horizonpush.node.plugins;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.node.keys.KeyRing;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.node.metrics.PluginMetrics;
import io.horizonpush.s3.store.ObjectEvents;
import io.horizonpush.wasm.chain.ChainPorts;
import io.horizonpush.wasm.chain.ChainSettings;
import io.horizonpush.wasm.chain.ChainUpkeep;
import io.horizonpush.wasm.chain.DocEventSource;
import io.horizonpush.wasm.chain.EntryPlan;
import io.horizonpush.wasm.chain.EntryStatus;
import io.horizonpush.wasm.chain.LogEntry;
import io.horizonpush.wasm.chain.ObjectEventSource;
import io.horizonpush.wasm.chain.PluginChain;
import io.horizonpush.wasm.engine.ModuleCompiler;
import io.horizonpush.wasm.pool.GuestThreads;
import io.horizonpush.wasm.pool.MemoryBudget;
import io.horizonpush.wasm.registry.ChainControl;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chain that this node's requests meet, with the threads that it runs on and what it does
 * beside requests. Thread-safe.
 */
public final class RunningChain implements ChainControl, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningChain.class);

  private final GuestThreads threads;
  private final PluginChain chain;
  private final ChainUpkeep upkeep;
  private volatile boolean started;

  /**
   * What of the node plugins come to.
   *
   * @param index keeps how far they have heard of events
   * @param keys by whose owners they name senders
   */
  public record Ground(
      ChainPorts ports, ObjectEvents events, Index index, KeyRing keys, NodeMetrics metrics) {}

  /**
   * Starts a chain without plugins.
   *
   * @param memory of all instances together, in bytes
   * @param tagKey 32 secret bytes that stay the same over restarts
   */
  public RunningChain(Ground ground, ModuleCompiler compiler, long memory, byte[] tagKey) {
    ChainPorts ports = ground.ports();
    PluginMetrics counts = new PluginMetrics(ground.metrics());
    this.threads =
        new GuestThreads(
            GuestThreads.Settings.standard(),
            () -> LOG.error("a plugin did not stop when it was told to, and keeps a thread"));
    this.chain =
        new PluginChain(
            new PluginChain.Ground(compiler, threads, new MemoryBudget(memory)),
            ports,
            new KeyPrincipals(ground.keys()),
            ChainSettings.DEFAULT,
            counts,
            tagKey);
    counts.show(chain::status, threads::lost);
    this.upkeep =
        ChainUpkeep.of(
            chain,
            List.of(
                new DocEventSource(ports.docs()),
                new ObjectEventSource(ground.events(), ports.docs()::bucket)),
            new IndexedPositions(ground.index()));
  }

  /** Has requests meet it. */
  public void standAt(PluginGate gate) {
    gate.open(chain, chain);
  }

  /**
   * Begins what it does beside requests: once it has all that it is to have at first, since nobody
   * listens who is not there.
   */
  public void start() {
    upkeep.start();
    started = true;
  }

  @Override
  public void kept() {
    if (!started) {
      return;
    }
    try {
      upkeep.begin();
    } catch (RuntimeException e) {
      // What was changed stands all the same, and the next look for events begins it.
      LOG.warn("plugins that are new hear of events a little later", e);
    }
  }

  @Override
  public void reload(List<EntryPlan> plans) {
    chain.reload(plans);
  }

  @Override
  public List<EntryStatus> status() {
    return chain.status();
  }

  @Override
  public List<LogEntry> log(String entry, long after) {
    return chain.log(entry, after);
  }

  @Override
  public void dropLog(String entry) {
    chain.dropLog(entry);
  }

  @Override
  public void close() {
    upkeep.close();
    chain.close();
    threads.close();
  }
}
