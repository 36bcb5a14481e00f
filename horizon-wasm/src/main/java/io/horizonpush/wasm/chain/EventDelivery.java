package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.WriterId;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Phase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Tells entries what happened: in order, at least once, and not again before it was heard. Whoever
 * does not want to hear of something now is asked later, each time after twice as long. Confined to
 * one thread.
 */
final class EventDelivery {

  private static final int BATCH = 100;
  private static final long FIRST_REST = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_REST = Duration.ofMinutes(5).toNanos();

  private final List<EventSource> sources;
  private final EventPositions positions;
  private final BackgroundCalls calls;
  private final WriterId node;
  private final LongSupplier clock;
  private final Map<String, Rest> rests = new HashMap<>();

  /** What each source was told last that all have heard. */
  private final Map<String, Long> told = new HashMap<>();

  /** Until when an entry is left alone, and for how long it was. */
  private record Rest(long until, long length) {}

  /**
   * @param node this node, whose own entries every plugin may see
   * @param clock as {@link System#nanoTime}
   */
  EventDelivery(
      List<EventSource> sources,
      EventPositions positions,
      BackgroundCalls calls,
      WriterId node,
      LongSupplier clock) {
    this.sources = List.copyOf(sources);
    this.positions = positions;
    this.calls = calls;
    this.node = node;
    this.clock = clock;
  }

  /** Tells all entries what they have not heard yet. */
  void deliver(List<Entry> entries) {
    List<Entry> listeners = entries.stream().filter(entry -> entry.has(Phase.EVENT)).toList();
    rests.keySet().retainAll(listeners.stream().map(Entry::name).toList());
    Set<String> buckets =
        listeners.stream()
            .flatMap(entry -> entry.plan().grants().bucketsHeardOf().stream())
            .collect(Collectors.toUnmodifiableSet());
    sources.forEach(source -> source.follow(buckets));
    tell(listeners);
    sources.forEach(this::letGo);
  }

  private void tell(List<Entry> listeners) {
    for (Entry entry : listeners) {
      Rest rest = rests.get(entry.name());
      if (rest == null || clock.getAsLong() - rest.until >= 0) {
        boolean heard = true;
        for (EventSource source : sources) {
          heard &= deliver(entry, source);
        }
        settle(entry, heard);
      }
    }
  }

  /** Lets a source forget what all have heard; where nobody listens, that is everything. */
  private void letGo(EventSource source) {
    long latest = source.latest(); // Before it is asked who listens: who begins now begins behind.
    long heard = positions.least(source.name()).orElse(latest);
    Long before = told.put(source.name(), heard);
    if (before == null || before != heard) {
      source.heard(heard);
    }
  }

  private void settle(Entry entry, boolean heard) {
    if (heard) {
      rests.remove(entry.name());
    } else {
      Rest before = rests.get(entry.name());
      long length = before == null ? FIRST_REST : Math.min(2 * before.length, LONGEST_REST);
      rests.put(entry.name(), new Rest(clock.getAsLong() + length, length));
    }
  }

  private boolean deliver(Entry entry, EventSource source) {
    OptionalLong known = positions.find(entry.name(), source.name());
    if (known.isEmpty()) {
      positions.store(entry.name(), source.name(), source.latest());
      return true; // It hears of what happens from now on.
    }
    long position = known.getAsLong();
    while (true) {
      EventSource.Batch batch = source.read(position, BATCH);
      for (EventSource.Happened happened : batch.events()) {
        if (wants(entry, happened) && !calls.event(entry, happened.event())) {
          return false;
        }
      }
      if (batch.next() == position) {
        return true;
      }
      position = batch.next();
      positions.store(entry.name(), source.name(), position);
    }
  }

  private boolean wants(Entry entry, EventSource.Happened happened) {
    String bucket = happened.event().bucket().value();
    Grants grants = entry.plan().grants();
    if (happened.entry().isEmpty()) {
      return grants.mayHearOfObjects(bucket) && entry.takesPlace(bucket, happened.event().key());
    }
    EventSource.Written written = happened.entry().get();
    return written.plugin().equals(entry.manifest().about().name())
        && (grants.docsOfMembers() || written.author().equals(node))
        && grants.mayReadDocs(bucket, written.key())
        && entry.subscriptions().stream()
            .anyMatch(
                each ->
                    (each.bucket().equals("*") || each.bucket().equals(bucket))
                        && written.key().startsWith(each.prefix()));
  }
}
