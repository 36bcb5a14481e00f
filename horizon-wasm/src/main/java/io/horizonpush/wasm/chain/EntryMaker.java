package io.horizonpush.wasm.chain;

import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.engine.CompiledModule;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.ModuleCompiler;
import io.horizonpush.wasm.engine.RefusedModuleException;
import io.horizonpush.wasm.host.HostServices;
import io.horizonpush.wasm.host.NativeInstance;
import io.horizonpush.wasm.host.NativeRequest;
import io.horizonpush.wasm.host.PluginContext;
import io.horizonpush.wasm.host.Plugins;
import io.horizonpush.wasm.pool.GuestThreads;
import io.horizonpush.wasm.pool.InstancePool;
import io.horizonpush.wasm.pool.MemoryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes the entries of a generation out of plans. What did not change is taken over from the one
 * before, instances and all; modules that it had are not compiled again. Thread-safe.
 */
final class EntryMaker {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final int REQUESTS = 100_000;

  private final ModuleCompiler compiler;
  private final MemoryBudget memory;
  private final GuestThreads threads;
  private final HostServices services;

  EntryMaker(
      ModuleCompiler compiler, MemoryBudget memory, GuestThreads threads, HostServices services) {
    this.compiler = compiler;
    this.memory = memory;
    this.threads = threads;
    this.services = services;
  }

  /**
   * Makes entries, of each of which one instance was started.
   *
   * @param logs of all of them, by name
   * @throws ReloadRefusedException if one cannot be made; then nothing of the others is left
   */
  List<Entry> make(List<EntryPlan> plans, List<Entry> before, Map<String, LogRing> logs) {
    List<Entry> all = new ArrayList<>();
    List<Entry> made = new ArrayList<>();
    List<Entry> leaving =
        before.stream().filter(entry -> plans.stream().noneMatch(entry.plan()::isSameAs)).toList();
    leaving.forEach(entry -> entry.pool().retire());
    try {
      for (EntryPlan plan : plans) {
        Optional<Entry> same =
            before.stream().filter(entry -> entry.plan().isSameAs(plan)).findFirst();
        Entry entry = same.isPresent() ? same.get() : make(plan, all, before, logs);
        if (same.isEmpty()) {
          made.add(entry);
        }
        all.add(entry);
      }
      made.forEach(this::start);
      return all;
    } catch (RuntimeException | Error e) {
      made.forEach(entry -> entry.pool().close());
      leaving.forEach(entry -> entry.pool().stay());
      throw e;
    }
  }

  private Entry make(
      EntryPlan plan, List<Entry> others, List<Entry> before, Map<String, LogRing> logs) {
    try {
      CompiledModule compiled =
          known(plan, others)
              .or(() -> known(plan, before))
              .orElseGet(() -> compiler.compile(plan.file().module()));
      Supplier<PluginInstance<NativeRequest>> plugin = Plugins.of(compiled, context(plan));
      LogRing log = Objects.requireNonNull(logs.get(plan.name()));
      return new Entry(
          plan, new Entry.Running(compiled, pool(plan, plugin), log), services.clock());
    } catch (RefusedModuleException
        | RefusedPluginException
        | MemoryBudget.BudgetExceededException e) {
      throw new ReloadRefusedException(plan.name(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Optional<CompiledModule> known(EntryPlan plan, List<Entry> among) {
    return among.stream()
        .filter(entry -> entry.plan().file().digest().equals(plan.file().digest()))
        .map(Entry::compiled)
        .findFirst();
  }

  private PluginContext context(EntryPlan plan) {
    return new PluginContext(
        plan.name(),
        plan.file().manifest(),
        plan.grants(),
        plan.settings(),
        plan.limits(),
        services);
  }

  private InstancePool<PluginInstance<NativeRequest>> pool(
      EntryPlan plan, Supplier<PluginInstance<NativeRequest>> plugin) {
    PluginLimits limits = plan.limits();
    MemoryBudget.Reservation reserved =
        memory.reserve(plan.name(), plan.instances(), limits.memory());
    return new InstancePool<>(
        new InstancePool.Settings(
            plan.instances(),
            PATIENCE,
            plan.file().manifest().running().isolation() == Manifest.Isolation.PER_REQUEST,
            REQUESTS,
            IDLE,
            limits.memory() / 4 * 3),
        plugin,
        PluginInstance::memoryBytes,
        reserved);
  }

  /** Tries whether it starts: who installs it hears of it now, and no client later. */
  private void start(Entry entry) {
    try (InstancePool<PluginInstance<NativeRequest>>.Lease lease = entry.pool().lease()) {
      try {
        entry.wants(threads.run(thread -> subscriptions(lease.instance())));
      } catch (GuestException e) {
        lease.fail(e.failure());
        throw new ReloadRefusedException(entry.name(), e.failure().text() + said(entry), e);
      }
    }
  }

  /** What a plugin says is mostly why it does not start. */
  private static String said(Entry entry) {
    List<LogEntry> log = entry.log().after(0);
    return log.isEmpty() ? "" : "; it says: " + log.getLast().text();
  }

  private static List<NativeInstance.Subscription> subscriptions(
      PluginInstance<NativeRequest> instance) {
    return instance instanceof NativeInstance plugin ? plugin.subscriptions() : List.of();
  }
}
