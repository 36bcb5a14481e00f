package io.horizonpush.iroh.swarm;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The members that say that they have a blob, as they answer, which they are asked anew once nobody
 * is left. Thread-safe; blocks its (virtual) thread.
 */
final class Providers implements AutoCloseable {

  private final Supplier<HolderSearch> searches;
  private final List<Holder> known = new CopyOnWriteArrayList<>();

  /** Held by the one that waits for answers; whoever goes by those that are known does not. */
  private final ReentrantLock searching = new ReentrantLock();

  private volatile Optional<HolderSearch> search = Optional.empty();
  private volatile boolean closed;

  Providers(Supplier<HolderSearch> searches) {
    this.searches = searches;
  }

  /** Those that answered so far, each with what it said last. */
  List<Holder> known() {
    return List.copyOf(known);
  }

  /** Begins to try one after the other. */
  Attempt attempt() {
    return new Attempt();
  }

  /** What is asked of one after the other. Confined to its thread. */
  final class Attempt {

    private final Set<Holder> tried = new HashSet<>();

    /** The next one; waits while members are still to answer. Nothing once all were tried. */
    Optional<Holder> next() {
      Optional<Holder> next = untried();
      while (next.isEmpty() && learn(true).isPresent()) {
        next = untried();
      }
      next.ifPresent(tried::add);
      return next;
    }

    /** How many were tried. */
    int tried() {
      return tried.size();
    }

    private Optional<Holder> untried() {
      return known.stream().filter(holder -> !tried.contains(holder)).findFirst();
    }
  }

  /**
   * Learns of another one, in a search that is begun if there is none.
   *
   * @param far whether to connect with members for this question; then a search without an answer
   *     is over
   */
  Optional<Holder> learn(boolean far) {
    searching.lock();
    try {
      if (search.isEmpty() && !closed) {
        search = Optional.of(searches.get());
      }
      if (closed) {
        endSearch();
      }
      Optional<Holder> next = search.flatMap(each -> each.next(far));
      next.ifPresent(this::remember);
      if (next.isEmpty() && far) {
        endSearch();
      }
      return next;
    } finally {
      searching.unlock();
    }
  }

  private void remember(Holder holder) {
    known.removeIf(each -> each.source().peer().equals(holder.source().peer()));
    known.add(holder);
  }

  /** Asks everybody anew with the next {@link #learn}. */
  void renew() {
    searching.lock();
    try {
      endSearch();
    } finally {
      searching.unlock();
    }
  }

  private void endSearch() {
    search.ifPresent(HolderSearch::close);
    search = Optional.empty();
  }

  /** Whoever waits for an answer finds out; nobody waits here. */
  @Override
  public void close() {
    closed = true;
    search.ifPresent(HolderSearch::close);
  }
}
