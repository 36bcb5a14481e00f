package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.WriterId;
import io.horizonpush.wasm.abi.Grants;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells entries what happened: in order, at least once, and not again before it was heard. Each is
 * told beside the others, so that one who takes long keeps nobody else waiting. Whoever does not
 * want to hear of something now is asked later, each time after twice as long. {@link #deliver} is
 * confined to one thread.
 */
final class EventDelivery {

  private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);
  private static final int BATCH = 100;
  private static final long FIRST_REST = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_REST = Duration.ofMinutes(5).toNanos();

  private final Listeners listeners;
  private final BackgroundCalls calls;
  private final WriterId node;
  private final LongSupplier clock;
  private final Executor tellers;

  /** The names of entries that are being told. */
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  private final Map<String, Rest> rests = new ConcurrentHashMap<>();

  /** What each source was told last that all have heard. */
  private final Map<String, Long> told = new HashMap<>();

  private volatile boolean ended;

  /**
   * Until when an entry is left alone, and for how long it was. With other settings it is another
   * one, which has not been asked yet.
   */
  private record Rest(Entry entry, long until, long length) {}

  /**
   * @param node this node, whose own entries every plugin may see
   * @param clock as {@link System#nanoTime}
   * @param tellers tell one entry each
   */
  EventDelivery(
      Listeners listeners,
      BackgroundCalls calls,
      WriterId node,
      LongSupplier clock,
      Executor tellers) {
    this.listeners = listeners;
    this.calls = calls;
    this.node = node;
    this.clock = clock;
    this.tellers = tellers;
  }

  /** Begins to tell all entries what they have not heard yet. */
  void deliver() {
    List<Entry> listening = listeners.settle();
    rests.keySet().retainAll(listening.stream().map(Entry::name).toList());
    for (Entry entry : listening) {
      if (isRested(entry) && busy.add(entry.name())) {
        tellers.execute(() -> tell(entry));
      }
    }
    listeners.sources().forEach(this::letGo);
  }

  private boolean isRested(Entry entry) {
    Rest rest = rests.get(entry.name());
    return rest == null || rest.entry != entry || clock.getAsLong() - rest.until >= 0;
  }

  private void tell(Entry entry) {
    try {
      boolean heard = true;
      for (EventSource source : listeners.sources()) {
        heard &= deliver(entry, source);
      }
      settle(entry, heard);
    } catch (RuntimeException e) {
      if (!ended) {
        LOG.error("the events of plugin {} failed, and go on", entry.name(), e);
      }
    } finally {
      busy.remove(entry.name());
    }
  }

  /** Lets a source forget what all have heard; where nobody listens, that is everything. */
  private void letGo(EventSource source) {
    long latest = source.latest(); // Before it is asked who listens: who begins now begins behind.
    long heard = listeners.positions().least(source.name()).orElse(latest);
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
      long length =
          before == null || before.entry != entry
              ? FIRST_REST
              : Math.min(2 * before.length, LONGEST_REST);
      rests.put(entry.name(), new Rest(entry, clock.getAsLong() + length, length));
    }
  }

  /** Tells all that there is; false if it is to be told again. */
  private boolean deliver(Entry entry, EventSource source) {
    OptionalLong known = listeners.positions().find(entry.name(), source.name());
    if (known.isEmpty()) {
      return true; // It is disabled by now.
    }
    long position = known.getAsLong();
    while (true) {
      EventSource.Batch batch = source.read(position, BATCH);
      for (EventSource.Happened happened : batch.events()) {
        if (!mayHear(entry)) {
          return true;
        }
        if (wants(entry, happened) && !calls.event(entry, happened.event())) {
          return false;
        }
      }
      if (batch.next() == position
          || !listeners.positions().advance(entry.name(), source.name(), position, batch.next())) {
        return true;
      }
      position = batch.next();
    }
  }

  /** Whoever was disabled or changed hears of nothing more, however much there is to be told. */
  private boolean mayHear(Entry entry) {
    return !ended && listeners.has(entry);
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

  /** Has nobody be told of anything more. */
  void end() {
    ended = true;
  }
}
