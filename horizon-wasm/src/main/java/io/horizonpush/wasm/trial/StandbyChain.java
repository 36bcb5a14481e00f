package io.horizonpush.wasm.trial;

import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.chain.EntryPlan;
import io.horizonpush.wasm.chain.EntryStatus;
import io.horizonpush.wasm.chain.LogEntry;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.host.HostServices;
import io.horizonpush.wasm.host.NativePlugin;
import io.horizonpush.wasm.host.PluginContext;
import io.horizonpush.wasm.host.PluginSinks;
import io.horizonpush.wasm.pool.MemoryBudget;
import io.horizonpush.wasm.registry.ChainControl;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A chain that no request meets: it compiles and starts what it is given, holds the memory of all
 * of it against the budget, and lets the instances go. What it takes, a chain of requests takes.
 * There is no runtime before there is a plugin. Thread-safe.
 */
public final class StandbyChain implements ChainControl, AutoCloseable {

  private static final int MOST_LINES = 1_000;

  private final ModuleLimits modules;
  private final long memory;
  private final InstantSource clock;

  /** By entry. Guarded by itself: plugins log while a reload waits for their start. */
  private final Map<String, Deque<LogEntry>> logs = new HashMap<>();

  private Optional<TrialGround> ground = Optional.empty();
  private List<EntryPlan> plans = List.of();
  private long lines;

  /**
   * @param memory for the instances of all plugins, in bytes
   */
  public StandbyChain(ModuleLimits modules, long memory, InstantSource clock) {
    this.modules = modules;
    this.memory = memory;
    this.clock = clock;
  }

  @Override
  public synchronized void reload(List<EntryPlan> wanted) {
    MemoryBudget budget = new MemoryBudget(memory);
    for (EntryPlan plan : wanted) {
      try {
        budget.reserve(plan.name(), plan.instances(), plan.limits().memory());
        if (!plans.contains(plan)) {
          start(plan);
        }
      } catch (RefusedPluginException | MemoryBudget.BudgetExceededException e) {
        throw refused(plan, String.valueOf(e.getMessage()), e);
      } catch (GuestException e) {
        throw refused(plan, e.failure().text() + said(plan.name()), e);
      }
    }
    plans = List.copyOf(wanted);
    synchronized (logs) {
      logs.keySet().retainAll(wanted.stream().map(EntryPlan::name).toList());
    }
  }

  /** What a plugin says is mostly why it does not start. */
  private String said(String entry) {
    List<LogEntry> log = log(entry, 0);
    return log.isEmpty() ? "" : "; it says: " + log.getLast().text();
  }

  private static RefusedPluginException refused(EntryPlan plan, String why, Exception cause) {
    return new RefusedPluginException(plan.name() + ": " + why, cause);
  }

  private void start(EntryPlan plan) {
    TrialGround used = ground.orElseGet(() -> new TrialGround(modules));
    ground = Optional.of(used);
    HostServices services =
        new HostServices(
            new TrialDocs(),
            new TrialBlobs(),
            new TrialNet(List.of()).client(),
            new Sinks(),
            TrialDocs.SELF,
            clock);
    NativePlugin plugin =
        NativePlugin.of(
            used.compile(plan.file()),
            new PluginContext(
                plan.name(),
                plan.file().manifest(),
                plan.grants(),
                plan.settings(),
                plan.limits(),
                services));
    used.run(thread -> plugin.instantiate());
  }

  @Override
  public synchronized List<EntryStatus> status() {
    return plans.stream().map(StandbyChain::status).toList();
  }

  private static EntryStatus status(EntryPlan plan) {
    return new EntryStatus(
        plan.name(),
        plan.file().digest(),
        Optional.empty(),
        new EntryStatus.Pool(plan.instances(), 0, 0, plan.instances() * plan.limits().memory()),
        Optional.empty(),
        0);
  }

  @Override
  public List<LogEntry> log(String entry, long after) {
    synchronized (logs) {
      return logs.getOrDefault(entry, new ArrayDeque<>()).stream()
          .filter(line -> line.number() > after)
          .toList();
    }
  }

  @Override
  public synchronized void close() {
    ground.ifPresent(TrialGround::close);
  }

  private void add(PluginSinks.Source source, List<PluginSinks.LogLine> said) {
    synchronized (logs) {
      Deque<LogEntry> log = logs.computeIfAbsent(source.entry(), any -> new ArrayDeque<>());
      for (PluginSinks.LogLine line : said) {
        log.add(
            new LogEntry(++lines, clock.instant(), line.level(), source.request(), line.text()));
      }
      while (log.size() > MOST_LINES) {
        log.removeFirst();
      }
    }
  }

  /** Keeps what plugins log when they start; nothing else is said there. */
  private final class Sinks implements PluginSinks {

    @Override
    public void log(Source source, List<LogLine> said, int dropped) {
      add(source, new ArrayList<>(said));
    }

    @Override
    public void measure(Source source, List<Measurement> measurements) {}

    @Override
    public void invalidate(Source source, String tag) {}

    @Override
    public void failed(Source source, String function, Throwable thrown) {
      add(source, List.of(new LogLine(Level.ERROR, function + " failed: " + thrown)));
    }
  }
}
