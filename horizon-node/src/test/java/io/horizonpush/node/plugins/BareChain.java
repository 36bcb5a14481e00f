package io.horizonpush.node.plugins;

import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.EmptyBuckets;
import io.horizonpush.wasm.chain.ChainMetrics;
import io.horizonpush.wasm.chain.ChainPorts;
import io.horizonpush.wasm.chain.ChainSettings;
import io.horizonpush.wasm.chain.EntryPlan;
import io.horizonpush.wasm.chain.EntryStatus;
import io.horizonpush.wasm.chain.LogEntry;
import io.horizonpush.wasm.chain.PluginChain;
import io.horizonpush.wasm.chain.Principals;
import io.horizonpush.wasm.engine.CodeStore;
import io.horizonpush.wasm.engine.ModuleCompiler;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.net.NetClient;
import io.horizonpush.wasm.pool.GuestThreads;
import io.horizonpush.wasm.pool.MemoryBudget;
import io.horizonpush.wasm.registry.ChainControl;
import io.horizonpush.wasm.testing.MemoryBlobs;
import io.horizonpush.wasm.testing.MemoryDocs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A chain of real plugins that no request meets, with a bucket {@code bucket}. */
final class BareChain implements ChainControl, AutoCloseable {

  private static final Owner OWNER = new Owner("root-id", "root");

  private final GuestThreads threads = new GuestThreads(GuestThreads.Settings.standard(), () -> {});
  private final PluginChain chain;

  /**
   * @param memory of all instances together, in bytes
   */
  BareChain(long memory) {
    chain =
        new PluginChain(
            new PluginChain.Ground(
                new ModuleCompiler(CodeStore.NONE, ModuleLimits.DEFAULT, Duration.ofSeconds(30)),
                threads,
                new MemoryBudget(memory)),
            new ChainPorts(
                new MemoryDocs(),
                new MemoryBlobs(),
                new NetClient(),
                new EmptyBuckets(EmptyBuckets.bucket("bucket", OWNER)),
                new BodyMemory(BodyMemory.SMALLEST),
                MemoryDocs.SELF),
            new CameraAndRoot(),
            ChainSettings.DEFAULT,
            ChainMetrics.NONE,
            new byte[32]);
  }

  /** The root owner, and a camera. */
  private record CameraAndRoot() implements Principals {

    @Override
    public Optional<Owner> find(String name) {
      return Optional.of(new Owner("camera-id", "camera"))
          .filter(owner -> owner.displayName().equals(name));
    }

    @Override
    public Owner root() {
      return OWNER;
    }
  }

  @Override
  public void reload(List<EntryPlan> plans) {
    chain.reload(plans);
  }

  @Override
  public void kept() {}

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
    chain.close();
    threads.close();
  }
}
