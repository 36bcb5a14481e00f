package io.horizonpush.wasm.chain;

import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.abi.PluginEvent;
import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.host.NativeRequest;
import io.horizonpush.wasm.host.RequestVariables;
import io.horizonpush.wasm.pool.GuestThread;
import io.horizonpush.wasm.pool.InstancePool;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls of plugins that belong to no request: events and ticks. Thread-safe; blocks. */
final class BackgroundCalls {

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundCalls.class);

  private final ChainTools tools;

  BackgroundCalls(ChainTools tools) {
    this.tools = tools;
  }

  /** Tells an entry of an event; false if it has to hear of it again. */
  boolean event(Entry entry, PluginEvent event) {
    return call(entry, Moment.EVENT, "event", instance -> instance.onEvent(event));
  }

  void tick(Entry entry) {
    call(
        entry,
        Moment.TICK,
        "tick",
        instance -> {
          instance.onTick();
          return true;
        });
  }

  private boolean call(
      Entry entry, Moment moment, String id, Predicate<PluginInstance<NativeRequest>> call) {
    Breaker.Pass pass = entry.breaker().enter();
    if (pass == Breaker.Pass.NONE) {
      return false;
    }
    try (InstancePool<PluginInstance<NativeRequest>>.Lease lease = entry.pool().lease()) {
      try {
        boolean result = tools.threads().run(thread -> run(entry, moment, id, call, lease));
        entry.breaker().succeeded(pass);
        return result;
      } catch (GuestException e) {
        lease.fail(e.failure());
        throw e;
      }
    } catch (GuestException e) {
      tools.metrics().failed(entry.name(), e.failure());
      if (entry.failed(e.failure(), pass, id)) {
        LOG.warn("plugin {} is in quarantine: {}", entry.name(), e.failure().text());
        tools.metrics().quarantined(entry.name());
      }
      return false;
    } catch (RuntimeException | Error e) {
      entry.breaker().untried(pass); // Whatever it is, the plugin was not tried.
      throw e;
    }
  }

  private boolean run(
      Entry entry,
      Moment moment,
      String id,
      Predicate<PluginInstance<NativeRequest>> call,
      InstancePool<PluginInstance<NativeRequest>>.Lease lease) {
    GuestThread thread = GuestThread.current();
    long cpu = thread.allCpuNanos();
    try {
      boolean result = call(lease.instance(), id, call);
      tools
          .metrics()
          .called(entry.name(), moment, "", thread.lastWallNanos(), thread.allCpuNanos() - cpu);
      return result;
    } catch (GuestException e) {
      tools.metrics().wasted(entry.name(), moment, thread.allCpuNanos() - cpu);
      throw e;
    }
  }

  private static boolean call(
      PluginInstance<NativeRequest> instance,
      String id,
      Predicate<PluginInstance<NativeRequest>> call) {
    instance.begin(new NativeRequest(Optional.empty(), new RequestVariables(), id));
    try {
      return call.test(instance);
    } finally {
      instance.end();
    }
  }
}
