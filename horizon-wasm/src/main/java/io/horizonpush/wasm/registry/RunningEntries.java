package io.horizonpush.wasm.registry;

import io.horizonpush.wasm.chain.EntryStatus;
import io.horizonpush.wasm.registry.RegistryException.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which of the stored entries the chain runs: all that are enabled, but for those that did not
 * start with the node. Thread-safe, where changes exclude each other.
 */
final class RunningEntries {

  private final ChainControl chain;
  private final Entries files;
  private final boolean enabled;

  /** Why entries were left out at the start, by their names. */
  private final Map<String, String> failed = new ConcurrentHashMap<>();

  /**
   * @param enabled whether this node runs any
   */
  RunningEntries(ChainControl chain, Entries files, boolean enabled) {
    this.chain = chain;
    this.files = files;
    this.enabled = enabled;
  }

  /**
   * Has the chain run what is enabled. Where nothing is, it is not asked for anything.
   *
   * @throws RegistryException if one does not start without which requests are not to go on
   */
  void start(Collection<StoredEntry> entries) {
    if (!enabled || entries.stream().noneMatch(StoredEntry::enabled)) {
      return;
    }
    try {
      reload(entries);
    } catch (RegistryException e) {
      startApart(entries);
    }
  }

  /** Finds out which of them it is, and leaves those out that may be: the others come first. */
  private void startApart(Collection<StoredEntry> entries) {
    List<StoredEntry> good = new ArrayList<>();
    List<StoredEntry> closedFirst =
        entries.stream()
            .filter(StoredEntry::enabled)
            .sorted(Comparator.comparing((StoredEntry entry) -> !files.isClosed(entry)))
            .toList();
    for (StoredEntry entry : closedFirst) {
      List<StoredEntry> more = new ArrayList<>(good);
      more.add(entry);
      try {
        reload(more);
        good = more;
      } catch (RegistryException e) {
        if (files.isClosed(entry)) {
          throw new RegistryException(
              Reason.NOT_STARTED,
              "The plugin %s does not start, and requests do not go on without it: %s. Start the node with plugins.enabled: off, then disable it, roll it back or remove it."
                  .formatted(entry.name(), e.getMessage()),
              e);
        }
        failed.put(entry.name(), String.valueOf(e.getMessage()));
      }
    }
  }

  private void reload(Collection<StoredEntry> entries) {
    if (!enabled) {
      return;
    }
    try {
      chain.reload(
          entries.stream()
              .filter(entry -> entry.enabled() && !failed.containsKey(entry.name()))
              .map(files::plan)
              .toList());
    } catch (RuntimeException e) {
      throw new RegistryException(Reason.NOT_STARTED, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Puts entries in the place of others, where one is changed, added or removed, and keeps that:
   * the chain first, which may refuse; then the store, which then need not be told to forget. Where
   * one of them does not, all is as it was before.
   *
   * @param changed the name of that one, which is tried again if it was left out
   * @param keeping stores it
   * @throws RegistryException if it does not start
   */
  void replace(
      String changed,
      Collection<StoredEntry> before,
      Collection<StoredEntry> after,
      Runnable keeping) {
    Optional<String> failure = Optional.ofNullable(failed.remove(changed));
    Runnable blame = () -> failure.ifPresent(why -> failed.put(changed, why));
    try {
      reload(after);
    } catch (RuntimeException | Error e) {
      blame.run();
      throw e;
    }
    keep(before, keeping, blame);
    if (enabled) {
      chain.kept();
    }
  }

  /**
   * @param blame leaves out again what was left out: before the chain goes back, which is not to
   *     start it with that
   */
  private void keep(Collection<StoredEntry> before, Runnable keeping, Runnable blame) {
    try {
      keeping.run();
    } catch (RuntimeException | Error e) {
      blame.run();
      try {
        reload(before);
      } catch (RuntimeException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /** Why an entry was left out at the start, if it was. */
  Optional<String> failure(StoredEntry entry) {
    return Optional.ofNullable(failed.get(entry.name()));
  }

  /** How an entry is, if it runs. */
  Optional<EntryStatus> status(StoredEntry entry) {
    return enabled && entry.enabled()
        ? chain.status().stream().filter(each -> each.name().equals(entry.name())).findFirst()
        : Optional.empty();
  }
}
