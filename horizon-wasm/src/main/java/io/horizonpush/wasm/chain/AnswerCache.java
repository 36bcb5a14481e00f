package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Answers that plugins want kept: heads in memory, bodies as blobs within a quota of each entry.
 * Each entry has its own, and no answer of one bucket is given for another, whatever a plugin takes
 * for its key. Nothing of it outlives the process. Thread-safe.
 */
final class AnswerCache {

  /** So many invalidations are remembered by tag; of older ones only when the last of them was. */
  private static final int MOST_TAGS = 10_000;

  private final int most;
  private final long bytes;
  private final LongSupplier clock;
  private final Map<String, Kept> entries = new HashMap<>();
  private long time;

  /**
   * What an answer is kept under.
   *
   * @param key that the plugin made
   */
  record Key(BucketId bucket, ByteBuffer key) {}

  /**
   * An answer that is kept.
   *
   * @param body the blob
   */
  record Answer(ObjectHead head, BlobHash body) {}

  /**
   * That a request was not found, which may be kept now.
   *
   * @param begun when, by the cache's own count of invalidations: what was invalidated since may
   *     have been read before
   */
  record Ticket(String entry, Key key, long begun) {}

  private record Stored(Answer answer, Set<String> tags, long until) {}

  /** What one entry keeps, the one used last at the end. Guarded by the cache. */
  private static final class Kept {

    private final Map<Key, Stored> answers = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Long> invalidated = new LinkedHashMap<>();

    /** When all was invalidated, or a tag that is not remembered any more. */
    private long floor = -1;
  }

  /**
   * @param most answers of one entry
   * @param bytes of their bodies together
   * @param clock as {@link System#nanoTime}
   */
  AnswerCache(int most, long bytes, LongSupplier clock) {
    this.most = most;
    this.bytes = bytes;
    this.clock = clock;
  }

  /** Whose the bodies of an entry are: not the plugin's own, which cannot name them. */
  static String owner(String entry) {
    return "cache/" + entry;
  }

  /** What the bodies of an entry may take together, in bytes. */
  long bytes() {
    return bytes;
  }

  /** The answer that is kept under a key and not too old. */
  synchronized Optional<Answer> find(String entry, Key key) {
    Kept kept = entries.get(entry);
    Stored stored = kept == null ? null : kept.answers.get(key);
    if (kept == null || stored == null) {
      return Optional.empty();
    }
    if (stored.until - clock.getAsLong() < 0) {
      kept.answers.remove(key);
      return Optional.empty();
    }
    return Optional.of(stored.answer);
  }

  /** Forgets one that turned out to be of no use. */
  synchronized void drop(String entry, Key key) {
    Kept kept = entries.get(entry);
    if (kept != null) {
      kept.answers.remove(key);
    }
  }

  /** Begins to read what may be kept. */
  synchronized Ticket begin(String entry, Key key) {
    return new Ticket(entry, key, time);
  }

  /** Keeps an answer, unless it was invalidated since it was begun; false then. */
  synchronized boolean keep(Ticket ticket, Answer answer, Duration ttl, List<String> tags) {
    Kept kept = entries.computeIfAbsent(ticket.entry, any -> new Kept());
    boolean stale =
        kept.floor >= ticket.begun
            || tags.stream()
                .anyMatch(tag -> kept.invalidated.getOrDefault(tag, -1L) >= ticket.begun);
    if (stale) {
      return false;
    }
    kept.answers.put(
        ticket.key, new Stored(answer, new HashSet<>(tags), clock.getAsLong() + ttl.toNanos()));
    if (kept.answers.size() > most) {
      kept.answers.remove(kept.answers.keySet().iterator().next());
    }
    return true;
  }

  /** Forgets what an entry keeps under a tag, or all if that is empty, and what is on its way. */
  synchronized void invalidate(String entry, String tag) {
    Kept kept = entries.computeIfAbsent(entry, any -> new Kept());
    if (tag.isEmpty()) {
      kept.answers.clear();
      kept.invalidated.clear();
      kept.floor = time++;
      return;
    }
    kept.answers.values().removeIf(stored -> stored.tags.contains(tag));
    kept.invalidated.remove(tag);
    kept.invalidated.put(tag, time++);
    if (kept.invalidated.size() > MOST_TAGS) {
      String eldest = kept.invalidated.keySet().iterator().next();
      kept.floor = Math.max(kept.floor, kept.invalidated.getOrDefault(eldest, -1L));
      kept.invalidated.remove(eldest);
    }
  }

  /** Forgets all that other entries keep. */
  synchronized void retain(Set<String> names) {
    entries.keySet().retainAll(names);
  }

  /** How many answers an entry keeps. */
  synchronized int size(String entry) {
    Kept kept = entries.get(entry);
    return kept == null ? 0 : kept.answers.size();
  }
}
