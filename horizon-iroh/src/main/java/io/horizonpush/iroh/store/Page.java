package io.horizonpush.iroh.store;

import io.horizonpush.s3.store.ListQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a listing while it is filled: scans forward, and seeks past what a common prefix stands
 * for. Confined to one thread.
 */
abstract class Page<T> {

  private final ListQuery query;
  private final Function<T, String> key;
  private final List<T> items = new ArrayList<>();
  private final List<String> commonPrefixes = new ArrayList<>();
  private @Nullable Seek skip;
  private @Nullable String last;
  private boolean more;

  Page(ListQuery query, Function<T, String> key) {
    this.query = query;
    this.key = key;
  }

  /**
   * Passes at most {@code limit} items from {@code from} on and before {@code to} to {@link #take}.
   */
  abstract void scan(Seek from, byte[] to, int limit);

  final void fill(Seek start) {
    byte[] end = Seek.end(query.prefix());
    Seek from = start;
    while (from != null) {
      skip = null;
      scan(from, end, query.limit() - size() + 1);
      from = skip;
    }
  }

  /** Takes an item; answers whether the next one can follow. */
  final boolean take(T item) {
    if (size() == query.limit()) {
      more = true;
      return false;
    }
    String name = key.apply(item);
    Optional<String> prefix = query.commonPrefix(name);
    if (prefix.isPresent()) {
      last = prefix.get();
      commonPrefixes.add(last);
      skip = Seek.behindAll(last);
      return false;
    }
    last = name;
    items.add(item);
    return true;
  }

  final List<T> items() {
    return items;
  }

  final List<String> commonPrefixes() {
    return commonPrefixes;
  }

  /** Whether there is something behind this page. */
  final boolean more() {
    return more;
  }

  /** The last key or common prefix. */
  final Optional<String> lastEntry() {
    return Optional.ofNullable(last);
  }

  final boolean endsInPrefix() {
    return !commonPrefixes.isEmpty() && commonPrefixes.getLast().equals(last);
  }

  private int size() {
    return items.size() + commonPrefixes.size();
  }
}
