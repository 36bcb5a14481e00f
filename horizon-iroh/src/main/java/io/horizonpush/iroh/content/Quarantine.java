package io.horizonpush.iroh.content;

import io.horizonpush.iroh.index.DamageTable.Group;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The groups of blobs whose bytes are known to be not those that were stored, and which nobody is
 * given any more; also behind a restart. A blob that is stored again gets another place, and with
 * it leaves the quarantine. Thread-safe; blocks its (virtual) thread where it notes something.
 */
final class Quarantine {

  private final Index index;
  private final ConcurrentHashMap<Start, Set<Long>> groups = new ConcurrentHashMap<>();

  /** Where a blob begins. */
  private record Start(long file, long offset) {

    static Start of(Place place) {
      return new Start(place.file(), place.offset());
    }
  }

  Quarantine(Index index) {
    this.index = index;
    index.read(tables -> tables.damage().all()).forEach(this::remember);
  }

  private void remember(Group group) {
    groups
        .computeIfAbsent(
            new Start(group.file(), group.start()), start -> ConcurrentHashMap.newKeySet())
        .add(group.number());
  }

  /** Whether a range of the blob at a place touches a damaged group. */
  boolean touches(Place place, ByteRange range) {
    Set<Long> damaged = groups.get(Start.of(place));
    return damaged != null
        && damaged.stream()
            .anyMatch(
                group ->
                    group * VerifiedGroups.GROUP < range.end()
                        && range.offset() < (group + 1) * VerifiedGroups.GROUP);
  }

  /** Whether anything of the blob at a place is damaged. */
  boolean holds(Place place) {
    return groups.containsKey(Start.of(place));
  }

  /** Notes damaged groups of the blob at a place. */
  void add(Place place, List<Long> damaged) {
    List<Group> added = groups(place, damaged);
    added.forEach(this::remember);
    index.write(
        Durability.RELAXED,
        tables -> {
          added.forEach(tables.damage()::add);
          return added.size();
        });
  }

  /** Lets groups go that were found as they were stored, by whatever made the disk change. */
  void remove(Place place, List<Long> sound) {
    List<Group> removed = groups(place, sound);
    index.write(
        Durability.RELAXED,
        tables -> {
          removed.forEach(tables.damage()::remove);
          return removed.size();
        });
    groups.computeIfPresent(
        Start.of(place),
        (start, damaged) -> {
          sound.forEach(damaged::remove);
          return damaged.isEmpty() ? null : damaged;
        });
  }

  /** The damaged groups of the blob at a place, in no order. */
  List<Long> of(Place place) {
    return List.copyOf(groups.getOrDefault(Start.of(place), Set.of()));
  }

  private static List<Group> groups(Place place, List<Long> numbers) {
    return numbers.stream().map(number -> new Group(place.file(), place.offset(), number)).toList();
  }
}
