package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.Filter;
import io.horizonpush.s3.filter.FilteredRequest;
import io.horizonpush.s3.filter.Identifier;
import io.horizonpush.s3.filter.Next;
import io.horizonpush.s3.filter.Outcome;
import io.horizonpush.s3.filter.UnsignedRequest;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.wasm.engine.ModuleCompiler;
import io.horizonpush.wasm.host.HostServices;
import io.horizonpush.wasm.host.RequestVariables;
import io.horizonpush.wasm.pool.GuestThreads;
import io.horizonpush.wasm.pool.MemoryBudget;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * All plugins of a node as one filter, and as what knows senders by their authorize phases. A new
 * generation of them takes the place of the old one as a whole, once all of its entries have
 * started; requests that began before end in the old one. Thread-safe.
 */
public final class PluginChain implements Filter, Identifier, AutoCloseable {

  /** Twice for what turned out meanwhile, once for the case that it was forgotten again. */
  private static final int MOST_PASSES = 3;

  /** An entry's answers, whatever their tags: another version, or other settings, made them. */
  private static final String EVERYTHING = "";

  private final ChainTools tools;
  private final EntryMaker maker;
  private final Senders senders;

  /** By the names of entries: a log outlives a reload, and that its entry is left out of one. */
  private final Map<String, LogRing> logs = new ConcurrentHashMap<>();

  private volatile Generation current = new Generation(List.of());

  /**
   * What plugins run on.
   *
   * @param threads on which they run
   * @param memory of all of them together
   */
  public record Ground(ModuleCompiler compiler, GuestThreads threads, MemoryBudget memory) {}

  /**
   * A chain without entries.
   *
   * @param principals whom plugins may take senders for
   * @param tagKey 32 secret bytes that stay the same over restarts: tags of what plugins write are
   *     made with them
   */
  public PluginChain(
      Ground ground,
      ChainPorts ports,
      Principals principals,
      ChainSettings settings,
      ChainMetrics metrics,
      byte[] tagKey) {
    AnswerCache cache =
        new AnswerCache(settings.cachedAnswers(), settings.cachedBytes(), System::nanoTime);
    HostServices services =
        new HostServices(
            ports.docs(),
            ports.blobs(),
            ports.net(),
            new ChainSinks(name -> Optional.ofNullable(logs.get(name)), metrics, cache),
            ports.node(),
            Clock.systemUTC());
    this.tools =
        new ChainTools(
            ports,
            ground.threads(),
            metrics,
            cache,
            new WrittenTags(tagKey),
            new HeldAnswers(settings.slowClients(), metrics));
    this.maker = new EntryMaker(ground.compiler(), ground.memory(), ground.threads(), services);
    this.senders = new Senders(tools, principals);
  }

  /**
   * Puts other entries in the place of all that there are. What did not change goes on with its
   * instances.
   *
   * @throws ReloadRefusedException if one of them does not start, is refused, or has no room; then
   *     all is as it was before
   */
  public synchronized void reload(List<EntryPlan> plans) {
    requireDistinct(plans);
    Generation before = current;
    plans.forEach(plan -> senders.check(plan));
    Set<String> logged = Set.copyOf(logs.keySet());
    plans.forEach(plan -> logs.computeIfAbsent(plan.name(), any -> new LogRing(Clock.systemUTC())));
    Generation made;
    try {
      made = new Generation(maker.make(plans, before.entries(), logs));
    } catch (RuntimeException | Error e) {
      logs.keySet().retainAll(logged);
      throw e;
    }
    current = made;
    tools.cache().retain(names(made));
    made.entries().stream()
        .filter(entry -> !before.entries().contains(entry))
        .forEach(entry -> tools.cache().invalidate(entry.name(), EVERYTHING));
    before.leave();
  }

  private static void requireDistinct(List<EntryPlan> plans) {
    Set<String> names = new HashSet<>();
    for (EntryPlan plan : plans) {
      if (!names.add(plan.name())) {
        throw new ReloadRefusedException(plan.name(), "there are two entries of this name");
      }
    }
  }

  private static Set<String> names(Generation generation) {
    return generation.entries().stream().map(Entry::name).collect(Collectors.toUnmodifiableSet());
  }

  /** Whose the bodies of an entry's kept answers are, among the blobs that plugins keep. */
  public static String keeperOfAnswers(String entry) {
    return AnswerCache.owner(entry);
  }

  /** How the entries are, in the order in which requests meet them. */
  public List<EntryStatus> status() {
    return current.entries().stream().map(Entry::status).toList();
  }

  /**
   * The lines of an entry's log behind a number, the oldest first: as many as are kept. Nothing for
   * an entry that there is not.
   */
  public List<LogEntry> log(String entry, long after) {
    return Optional.ofNullable(logs.get(entry)).map(log -> log.after(after)).orElseGet(List::of);
  }

  /** Drops the log of an entry that is not to come back. */
  public void dropLog(String entry) {
    logs.remove(entry);
  }

  @Override
  public Outcome apply(FilteredRequest request, Next next) {
    if (current.met(request.input()).isEmpty()) {
      return next.proceed(request);
    }
    RequestVariables variables = senders.variables(request.id());
    Optional<Outcome> outcome = Optional.empty();
    for (int i = 0; outcome.isEmpty() && i < MOST_PASSES; i++) {
      outcome = pass(request, next, variables);
    }
    return outcome.orElseGet(() -> new Outcome.Failed(ObjectSource.replaced()));
  }

  private Optional<Outcome> pass(FilteredRequest request, Next next, RequestVariables variables) {
    Generation generation = enter();
    AtomicBoolean over = new AtomicBoolean();
    return new Passage(
            tools,
            generation,
            generation.met(request.input()),
            request,
            next,
            variables,
            () -> {
              if (!over.getAndSet(true)) {
                generation.leave();
              }
            })
        .pass();
  }

  private Generation enter() {
    while (true) {
      Generation generation = current;
      if (generation.enter()) {
        return generation;
      }
    }
  }

  @Override
  public Set<Owner> owners() {
    return senders.owners(current.entries());
  }

  @Override
  public Verdict identify(UnsignedRequest request) {
    if (current.authorizing(request.input()).isEmpty()) {
      return new Verdict.NotMine();
    }
    Generation generation = enter();
    try {
      return senders.identify(request, generation.authorizing(request.input()));
    } finally {
      generation.leave();
    }
  }

  /** Takes back what others wait for, and lets go of what nobody used for long. */
  void tidy() {
    tools.held().reclaim();
    current.entries().forEach(entry -> entry.pool().sweep());
  }

  List<Entry> entries() {
    return current.entries();
  }

  ChainTools tools() {
    return tools;
  }

  /** Ends it: requests that are in it end, and no plugin is met any more. */
  @Override
  public synchronized void close() {
    Generation before = current;
    current = new Generation(List.of());
    before.leave();
  }
}
