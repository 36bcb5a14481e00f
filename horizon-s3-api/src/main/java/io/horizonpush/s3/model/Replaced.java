package io.horizonpush.s3.model;

import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a writer replaced when it wrote, and what that had replaced before: a version vector with
 * exceptions.
 *
 * <p>Every version of the writers in {@code newest} up to that stamp is covered, but for those that
 * stood beside the replaced one because two writers did not know of each other.
 *
 * @param newest of each writer the newest stamp, in the order of writers
 * @param beside stamps that are not covered although a later one of their writer is, in order
 */
public record Replaced(List<Stamp> newest, List<Stamp> beside) {

  public static final Replaced NOTHING = new Replaced(List.of(), List.of());

  public Replaced {
    newest = List.copyOf(newest);
    beside = List.copyOf(beside);
  }

  /**
   * What a write covers.
   *
   * @param replaced the versions that it replaces
   * @param others what stands beside them and is not replaced
   */
  public static Replaced by(
      Collection<? extends ObjectVersion> replaced, Collection<? extends ObjectVersion> others) {
    TreeMap<WriterId, Stamp> newest = new TreeMap<>();
    SortedSet<Stamp> beside = new TreeSet<>();
    others.forEach(other -> beside.add(other.stamp()));
    for (ObjectVersion version : replaced) {
      beside.addAll(version.replaced().beside());
      version.replaced().newest().forEach(stamp -> add(newest, stamp));
      add(newest, version.stamp());
    }
    beside.removeIf(
        stamp ->
            replaced.stream()
                .anyMatch(each -> each.stamp().equals(stamp) || each.replaced().covers(stamp)));
    return new Replaced(List.copyOf(newest.values()), List.copyOf(beside));
  }

  private static void add(TreeMap<WriterId, Stamp> newest, Stamp stamp) {
    newest.merge(stamp.writer(), stamp, (one, two) -> one.compareTo(two) >= 0 ? one : two);
  }

  /** Whether the version of this stamp was replaced. */
  public boolean covers(Stamp stamp) {
    for (Stamp each : newest) {
      if (each.writer().equals(stamp.writer())) {
        return Long.compareUnsigned(stamp.clock(), each.clock()) <= 0 && !beside.contains(stamp);
      }
    }
    return false;
  }
}
