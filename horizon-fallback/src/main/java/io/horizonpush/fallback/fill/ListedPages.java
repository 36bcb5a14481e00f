package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one listing in their order, page by page as they are asked for. Confined to one
 * thread.
 */
abstract class ListedPages {

  /** Pages in a row that may have nothing in them: clouds send some, of what was deleted. */
  private static final int MOST_EMPTY = 1000;

  private final Deque<ListedItem> items = new ArrayDeque<>();

  /** Where the page began whose entries are here. */
  private @Nullable String begun;

  private @Nullable String marker;
  private boolean isOver;

  /**
   * A page.
   *
   * @param next where the one behind it begins; nothing behind the last
   */
  record Page(List<ListedItem> items, Optional<String> next) {

    /** A page of keys and prefixes, each in order. */
    static Page of(
        List<? extends ListedItem> keys,
        List<? extends ListedItem> prefixes,
        Optional<String> next) {
      List<ListedItem> all = new ArrayList<>(keys);
      all.addAll(prefixes);
      all.sort(Comparator.comparing(ListedItem::name, ListedItem.ORDER));
      return new Page(all, next);
    }
  }

  /**
   * Reads a page.
   *
   * @param marker where it begins; nothing for the first
   */
  abstract Page read(Optional<String> marker);

  /** The next entry, which stays; nothing behind the last. */
  final Optional<ListedItem> peek() {
    for (int empty = 0; items.isEmpty() && !isOver; empty++) {
      begun = marker;
      Page page = read(Optional.ofNullable(marker));
      requireProgress(page, empty);
      items.addAll(page.items());
      marker = page.next().orElse(null);
      isOver = marker == null;
    }
    return Optional.ofNullable(items.peek());
  }

  private void requireProgress(Page page, int empty) {
    boolean isStuck = marker != null && page.next().filter(marker::equals).isPresent();
    if (isStuck || empty == MOST_EMPTY) {
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE, "A listing of an origin does not come to an end.");
    }
  }

  /** Where the page begins that has the next entry; nothing for the first, and behind the last. */
  final Optional<String> position() {
    return Optional.ofNullable(items.isEmpty() ? marker : begun);
  }

  /** Passes over everything up to a name. */
  final void skipTo(String name) {
    while (peek().filter(item -> ListedItem.ORDER.compare(item.name(), name) <= 0).isPresent()) {
      items.remove();
    }
  }
}
