package io.horizonpush.wasm.chain;

import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.wasm.abi.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A chain as it was made once: its entries in their order, which never change. Requests that began
 * in it end in it; when it has been replaced and the last of them is over, it lets go of its
 * entries. Thread-safe.
 */
final class Generation {

  private static final Comparator<Entry> ORDER =
      Comparator.comparingInt((Entry entry) -> entry.plan().priority()).thenComparing(Entry::name);

  private final List<Entry> entries;
  private final Set<S3Operation> operations = EnumSet.noneOf(S3Operation.class);

  /** The requests in it, and one while it is the current one. Zero is for ever. */
  private final AtomicLong users = new AtomicLong(1);

  Generation(List<Entry> made) {
    entries = made.stream().sorted(ORDER).toList();
    entries.forEach(Entry::join);
    entries.stream()
        .filter(entry -> entry.asksBefore() || entry.asksBehind())
        .forEach(entry -> operations.addAll(entry.operations()));
  }

  /** All entries, in the order in which requests meet them. */
  List<Entry> entries() {
    return entries;
  }

  /** The entries that a request meets on its way to its operation and back. */
  List<Entry> met(S3Input input) {
    if (!operations.contains(input.operation())) {
      return List.of();
    }
    List<Entry> met = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      if ((entry.asksBefore() || entry.asksBehind()) && entry.takes(input)) {
        met.add(entry);
      }
    }
    return met;
  }

  /** The entries that are asked who sends a request. */
  List<Entry> authorizing(S3Input input) {
    List<Entry> asked = new ArrayList<>(1);
    for (Entry entry : entries) {
      if (entry.has(Phase.AUTHORIZE) && entry.takes(input)) {
        asked.add(entry);
      }
    }
    return asked;
  }

  /** Begins to use it; false if it has let go of its entries. */
  boolean enter() {
    long before = users.get();
    while (before > 0) {
      if (users.compareAndSet(before, before + 1)) {
        return true;
      }
      before = users.get();
    }
    return false;
  }

  /** Ends what {@link #enter} began, or that it is the current one. */
  void leave() {
    if (users.decrementAndGet() == 0) {
      entries.forEach(Entry::leave);
    }
  }
}
