package io.horizonpush.wasm.chain;

import io.horizonpush.wasm.abi.Phase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The entries of a chain that hear of events, and from where on: what they listen to is followed
 * before anybody is told that they do. Thread-safe; blocks.
 */
final class Listeners {

  private static final String EVERY = "*";

  private final PluginChain chain;
  private final List<EventSource> sources;
  private final EventPositions positions;

  /** What the sources were told to follow last. */
  private Set<String> followed = Set.of();

  Listeners(PluginChain chain, List<EventSource> sources, EventPositions positions) {
    this.chain = chain;
    this.sources = List.copyOf(sources);
    this.positions = positions;
  }

  List<EventSource> sources() {
    return sources;
  }

  EventPositions positions() {
    return positions;
  }

  /** Whether an entry is one of the chain as it is now. */
  boolean has(Entry entry) {
    return chain.entries().contains(entry);
  }

  /** Has everybody who listens now, and did not before, hear of what happens from here on. */
  synchronized void begin() {
    List<Entry> listeners = listening(chain.entries());
    Set<String> wanted = buckets(listeners);
    wanted.addAll(followed);
    begin(listeners, wanted);
  }

  /**
   * The same, and no more is followed than what they listen to. Somebody who should listen but does
   * not run may listen to anything: as long as there is one, nothing is let go of.
   */
  synchronized List<Entry> settle() {
    List<Entry> all = chain.entries();
    List<Entry> listeners = listening(all);
    Set<String> wanted = buckets(listeners);
    Set<String> begun = new HashSet<>(positions.entries());
    for (Entry entry : all) {
      if (begun.remove(entry.name()) && !entry.has(Phase.EVENT)) {
        positions.end(entry.name()); // A version before this one listened.
      }
    }
    if (!begun.isEmpty()) {
      wanted.add(EVERY);
    }
    begin(listeners, wanted);
    return listeners;
  }

  /** Followed first: a position is behind what was not followed yet. */
  private void begin(List<Entry> listeners, Set<String> buckets) {
    followed = Set.copyOf(buckets);
    sources.forEach(source -> source.follow(followed));
    for (Entry entry : listeners) {
      for (EventSource source : sources) {
        if (positions.find(entry.name(), source.name()).isEmpty()) {
          positions.begin(entry.name(), source.name(), source.latest());
        }
      }
    }
  }

  private static List<Entry> listening(List<Entry> entries) {
    return entries.stream().filter(entry -> entry.has(Phase.EVENT)).toList();
  }

  private static Set<String> buckets(List<Entry> listeners) {
    return listeners.stream()
        .flatMap(entry -> entry.plan().grants().bucketsHeardOf().stream())
        .collect(Collectors.toCollection(HashSet::new));
  }
}
