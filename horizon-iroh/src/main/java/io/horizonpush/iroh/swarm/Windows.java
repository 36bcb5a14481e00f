package io.horizonpush.iroh.swarm;

import io.horizonpush.s3.model.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The windows of a blob that are under way: no two of them share a group. Thread-safe. */
final class Windows {

  private final NavigableMap<Long, Window> underWay = new TreeMap<>();
  private Runnable onIdle = () -> {};

  /**
   * Whole groups that are fetched together.
   *
   * @param here done when they are here, or nobody gives them
   */
  record Window(ByteRange range, CompletableFuture<Void> here) {}

  /**
   * What becomes of a range.
   *
   * @param mine windows that the caller has to fetch now
   * @param all these and those that others fetch
   */
  record Claim(List<Window> mine, List<Window> all) {

    /** Done when all of the range is here. */
    CompletableFuture<Void> here() {
      return CompletableFuture.allOf(
          all.stream().map(Window::here).toArray(CompletableFuture<?>[]::new));
    }
  }

  /** Takes what of a range nobody fetches yet. */
  synchronized Claim claim(ByteRange range) {
    List<Window> mine = new ArrayList<>();
    List<Window> all = new ArrayList<>();
    long at = range.offset();
    while (at < range.end()) {
      Window there = covering(at);
      if (there == null) {
        Long next = underWay.higherKey(at);
        long end = next == null ? range.end() : Math.min(next, range.end());
        there = new Window(new ByteRange(at, end - at), new CompletableFuture<>());
        underWay.put(at, there);
        mine.add(there);
      }
      all.add(there);
      at = there.range().end();
    }
    return new Claim(List.copyOf(mine), List.copyOf(all));
  }

  private @Nullable Window covering(long place) {
    var before = underWay.floorEntry(place);
    return before == null || before.getValue().range().end() <= place ? null : before.getValue();
  }

  /** Ends a window: its groups are here, or may be tried again. */
  void end(Window window) {
    Runnable idle = remove(window);
    idle.run();
  }

  private synchronized Runnable remove(Window window) {
    underWay.remove(window.range().offset());
    return underWay.isEmpty() ? onIdle : () -> {};
  }

  /** Runs something once nothing is under way; nobody claims anything any more. */
  void whenIdle(Runnable work) {
    Runnable now;
    synchronized (this) {
      onIdle = work;
      now = underWay.isEmpty() ? work : () -> {};
    }
    now.run();
  }
}
