package io.horizonpush.wasm.registry;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.chain.LogEntry;
import io.horizonpush.wasm.chain.OnError;
import io.horizonpush.wasm.registry.RegistryException.Reason;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The plugins of a node. A change is tried before it is kept: the chain takes it as a whole, then
 * the store does, and where one of them does not, all is as it was before.
 *
 * <p>Thread-safe; changes exclude each other, and block their (virtual) thread.
 */
public final class PluginRegistry {

  private final PluginStore store;
  private final ChainControl chain;
  private final RegistryRules rules;
  private final InstantSource clock;
  private final Entries files;
  private final RunningEntries running;
  private final Installer installer;
  private final Publishers publishers;

  /** By name. Written by changes only, as a whole. */
  private volatile Map<String, StoredEntry> entries;

  private PluginRegistry(
      PluginStore store, ChainControl chain, RegistryRules rules, InstantSource clock) {
    this.store = store;
    this.chain = chain;
    this.rules = rules;
    this.clock = clock;
    this.files = new Entries(store, rules);
    this.running = new RunningEntries(chain, files, rules.enabled());
    this.installer = new Installer(rules);
    this.publishers = new Publishers(rules.publishers());
    Map<String, StoredEntry> stored = new TreeMap<>();
    store.all().forEach(entry -> stored.put(entry.name(), entry));
    this.entries = stored;
  }

  /**
   * Opens what is stored and starts what is enabled of it. Where nothing is, the chain is not asked
   * for anything.
   *
   * @throws RegistryException if one does not start without which requests are not to go on
   */
  public static PluginRegistry open(
      PluginStore store, ChainControl chain, RegistryRules rules, InstantSource clock) {
    PluginRegistry registry = new PluginRegistry(store, chain, rules, clock);
    registry.running.start(registry.entries.values());
    return registry;
  }

  /**
   * Installs a file, or puts it in the place of the version that is there.
   *
   * @throws io.horizonpush.wasm.abi.RefusedPluginException if it is no plugin for this node
   * @throws IllegalArgumentException if there can be no such entry, in words for whoever wants it
   * @throws RegistryException otherwise
   */
  public synchronized Installation install(byte[] bytes, InstallOrder order) {
    requireOn();
    PluginFile file = PluginFile.read(bytes, rules.modules());
    String name = Installer.name(file, order);
    Optional<StoredEntry> before = Optional.ofNullable(entries.get(name));
    Optional<PluginFile> runs =
        before.map(this::view).flatMap(EntryView::loaded).map(EntryView.Loaded::file);
    Optional<String> word =
        publishers.check(name, file, pinned(file, before), order.granting().trust());
    StoredEntry after =
        installer.entry(file, order, before, runs, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    requireFit(file, after);
    files.know(file);
    List<String> warnings = new ArrayList<>(word.stream().toList());
    warnings.addAll(Namesakes.warnings(name, file, list()));
    if (!after.enabled()) {
      warnings.add("it is disabled, as it was: plugin enable " + name);
    }
    if (file.manifest().phases().contains(Phase.AUTHORIZE)
        && after.running().choices().onError() != OnError.FAIL_CLOSED) {
      warnings.add("authorize is fail-closed, whatever becomes of the other phases");
    }
    return change(after, Optional.of(bytes), warnings);
  }

  /**
   * Whose plugins are believed of this name: what plugins keep belongs to the name that they give
   * themselves, whatever entry they run under.
   */
  private Optional<String> pinned(PluginFile file, Optional<StoredEntry> before) {
    return before
        .flatMap(StoredEntry::publisher)
        .or(
            () ->
                entries.values().stream()
                    .filter(entry -> view(entry).isOf(file.manifest().about().name()))
                    .flatMap(entry -> entry.publisher().stream())
                    .findFirst());
  }

  /**
   * The names that the plugins of all entries give themselves; nothing where one cannot be looked
   * into.
   */
  public Optional<Set<String>> plugins() {
    List<EntryView> all = list();
    return all.stream().anyMatch(view -> view.loaded().isEmpty())
        ? Optional.empty()
        : Optional.of(
            all.stream()
                .flatMap(view -> view.loaded().stream())
                .map(loaded -> loaded.manifest().about().name())
                .collect(Collectors.toUnmodifiableSet()));
  }

  /** What is wrong with the file or the settings is nothing of the chain's. */
  private void requireFit(PluginFile file, StoredEntry entry) {
    file.manifest().running().limits().within(rules.ceiling());
    file.manifest().config().settings(entry.running().choices().settings());
  }

  private void requireOn() {
    if (!rules.enabled()) {
      throw new RegistryException(
          Reason.OFF, "This node runs no plugins: plugins.enabled is off in its configuration.");
    }
  }

  private Installation change(StoredEntry after, Optional<byte[]> file, List<String> warnings) {
    Optional<EntryView> before = Optional.ofNullable(entries.get(after.name())).map(this::view);
    Map<String, StoredEntry> next = new TreeMap<>(entries);
    next.put(after.name(), after);
    apply(after.name(), next, () -> store.put(after, file));
    EntryView now = view(after);
    return new Installation(
        now, before.map(old -> Changes.between(old, now)).orElse(List.of()), warnings);
  }

  private void apply(String changed, Map<String, StoredEntry> next, Runnable keeping) {
    try {
      running.replace(
          changed,
          entries.values(),
          next.values(),
          () -> {
            keeping.run();
            entries = next;
          });
    } finally {
      files.forgetAllBut(entries.values());
    }
  }

  /** Every entry, by name. */
  public List<EntryView> list() {
    return entries.values().stream().map(this::view).toList();
  }

  /**
   * An entry.
   *
   * @throws RegistryException if there is none of the name
   */
  public EntryView show(String name) {
    return view(require(name));
  }

  private StoredEntry require(String name) {
    StoredEntry entry = entries.get(name);
    if (entry == null) {
      throw new RegistryException(
          Reason.UNKNOWN, "There is no such plugin here: plugin list shows those that are.");
    }
    return entry;
  }

  private EntryView view(StoredEntry entry) {
    return files.view(entry, running.status(entry), running.failure(entry));
  }

  /**
   * Lets an entry run, or not.
   *
   * @throws RegistryException if there is none, or it does not start
   */
  public synchronized Installation enable(String name, boolean on) {
    if (on) {
      requireOn();
    }
    return change(require(name).withEnabled(on), Optional.empty(), List.of());
  }

  /** Puts an entry before or behind others: smaller numbers come first. */
  public synchronized Installation order(String name, int priority) {
    StoredEntry entry = require(name);
    return change(
        entry.with(entry.running().choices().withPriority(priority)), Optional.empty(), List.of());
  }

  /**
   * Gives an entry other settings, all of them.
   *
   * @param settings a JSON object
   * @throws io.horizonpush.wasm.abi.RefusedPluginException if they do not meet its schema; names no
   *     value
   */
  public synchronized Installation configure(String name, String settings) {
    StoredEntry entry = require(name);
    files.file(entry.running()).manifest().config().settings(settings);
    return change(
        entry.with(entry.running().choices().withSettings(settings)), Optional.empty(), List.of());
  }

  /**
   * Grants an entry something, or takes it back, at once.
   *
   * @throws IllegalArgumentException if it does not ask for it
   */
  public synchronized Installation grant(String name, Grants more, Grants less) {
    StoredEntry entry = require(name);
    Grants asked = files.file(entry.running()).manifest().grants();
    Installer.requireAsked(name, more, asked);
    Choices choices = entry.running().choices();
    Grants granted = choices.grants().without(less).and(more);
    List<String> warnings =
        granted.missing(asked).stream()
            .map(each -> "it asks for %s and has to do without".formatted(each))
            .toList();
    return change(entry.with(choices.withGrants(granted)), Optional.empty(), warnings);
  }

  /**
   * Goes back to a version, with what was chosen for it then.
   *
   * @param to its number; nothing for the one before
   * @throws RegistryException if there is none, or it does not start
   */
  public synchronized Installation rollback(String name, Optional<Integer> to) {
    StoredEntry entry = require(name);
    int number =
        to.orElseGet(
            () ->
                entry
                    .before()
                    .orElseThrow(
                        () ->
                            new RegistryException(
                                Reason.UNKNOWN,
                                "There is no version of %s before the one that runs."
                                    .formatted(name))));
    if (entry.find(number).isEmpty()) {
      throw new RegistryException(
          Reason.UNKNOWN,
          "There is no version %d of %s: plugin show lists them.".formatted(number, name));
    }
    return change(entry.withCurrent(number), Optional.empty(), List.of());
  }

  /** Removes an entry with all of its versions. */
  public synchronized void remove(String name) {
    require(name);
    Map<String, StoredEntry> next = new TreeMap<>(entries);
    next.remove(name);
    apply(name, next, () -> store.remove(name));
    if (rules.enabled()) {
      chain.dropLog(name);
    }
  }

  /**
   * What an entry's plugin logged behind a number, the oldest first: as much as is kept.
   *
   * @throws RegistryException if there is no such entry
   */
  public List<LogEntry> log(String name, long after) {
    require(name);
    return rules.enabled() ? chain.log(name, after) : List.of();
  }

  /** The entries that change what members of a bucket would read, or who may read it, by name. */
  public List<String> between(String bucket) {
    return list().stream()
        .filter(view -> view.entry().enabled() && TicketCheck.isBetween(view, bucket))
        .map(view -> view.entry().name())
        .toList();
  }

  /** The digest of the file that an entry runs, if there is one of the name. */
  public Optional<BlobHash> digest(String name) {
    return Optional.ofNullable(entries.get(name)).map(entry -> entry.running().digest());
  }
}
