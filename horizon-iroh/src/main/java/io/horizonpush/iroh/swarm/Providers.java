package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The members that say that they have a blob, in the order in which they are asked for it: as they
 * answer, and behind all others those that did not give what they were asked for. They are looked
 * for once more when all who are known have failed. Thread-safe; blocks its (virtual) thread.
 */
final class Providers implements AutoCloseable {

  private final Supplier<HolderSearch> searches;
  private final List<Source> known = new CopyOnWriteArrayList<>();
  private final Set<NodeId> failed = ConcurrentHashMap.newKeySet();

  /** Held by the one that waits for answers; whoever goes by those that are known does not. */
  private final ReentrantLock searching = new ReentrantLock();

  /** The searches that were begun. */
  private final AtomicInteger begun = new AtomicInteger();

  private Optional<HolderSearch> search = Optional.empty();
  private boolean closed;

  Providers(Supplier<HolderSearch> searches) {
    this.searches = searches;
  }

  /** Begins to try one after the other. */
  Attempt attempt() {
    return new Attempt(begun.get());
  }

  /** What one window goes through. Confined to its thread. */
  final class Attempt {

    /** So many searches had been begun before. */
    private final int before;

    private final Set<NodeId> tried = new HashSet<>();

    private Attempt(int before) {
      this.before = before;
    }

    /** The next one; waits while members are still to answer. Nothing once all were tried. */
    Optional<Source> next() {
      Optional<Source> next = good().or(this::found).or(this::untried);
      next.ifPresent(source -> tried.add(source.peer()));
      return next;
    }

    /** How many were tried. */
    int tried() {
      return tried.size();
    }

    private Optional<Source> good() {
      return known.stream()
          .filter(source -> !tried.contains(source.peer()) && !failed.contains(source.peer()))
          .findFirst();
    }

    private Optional<Source> untried() {
      return known.stream().filter(source -> !tried.contains(source.peer())).findFirst();
    }

    private Optional<Source> found() {
      searching.lock();
      try {
        Optional<Source> found = good();
        while (found.isEmpty() && learn(before)) {
          found = good();
        }
        return found;
      } finally {
        searching.unlock();
      }
    }
  }

  /** Learns of another one; a search that is over is begun anew once for each attempt. */
  private boolean learn(int before) {
    if (search.isEmpty() && !closed && begun.get() <= before) {
      begun.incrementAndGet();
      search = Optional.of(searches.get());
    }
    Optional<Source> next = search.flatMap(HolderSearch::next);
    if (next.isPresent()) {
      known.removeIf(each -> each.peer().equals(next.get().peer()));
      known.add(next.get());
      return true;
    }
    boolean more = search.isPresent() && !closed && begun.get() <= before;
    search.ifPresent(HolderSearch::close);
    search = Optional.empty();
    return more;
  }

  /** Notes that one did not give what it was asked for. */
  void failed(Source source) {
    failed.add(source.peer());
  }

  @Override
  public void close() {
    searching.lock();
    try {
      closed = true;
      search.ifPresent(HolderSearch::close);
      search = Optional.empty();
    } finally {
      searching.unlock();
    }
  }
}
