package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.model.VersionSummary;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.store.VersionListing;
import io.horizonpush.s3.store.VersionQuery;
import io.horizonpush.s3.store.VersionQuery.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pages of the versions that are known here and of the keys that origins alone have, of each of
 * which there is the null version. Thread-safe; blocks its (virtual) thread.
 */
final class MergedVersions {

  private final Records here;
  private final MergedListings listings;

  MergedVersions(Records here, MergedListings listings) {
    this.here = here;
    this.listings = listings;
  }

  /**
   * An entry of a page.
   *
   * @param name a key or common prefix
   * @param version nothing of a common prefix
   * @param isKnown whether the version is known here
   */
  private record Entry(String name, Optional<VersionSummary> version, boolean isKnown) {

    /** Behind what is known of nobody but origins there is nothing of its key. */
    Position position() {
      return new Position(name, version.filter(_ -> isKnown).map(VersionSummary::name));
    }
  }

  /** A page. What becomes known while it is made is among the versions, and there alone. */
  VersionListing list(Bucket bucket, VersionQuery query) {
    String after = query.after().map(Position::key).orElse("");
    ObjectListing all =
        listings.list(
            bucket, new ListQuery(query.prefix(), query.delimiter(), after, query.limit()));
    VersionListing known = here.listVersions(bucket, query);
    Optional<String> end =
        Stream.concat(known.next().map(Position::key).stream(), all.next().stream())
            .min(ListedItem.ORDER);
    List<Entry> entries =
        entries(known, all)
            .filter(entry -> end.isEmpty() || compare(entry.name(), end.get()) <= 0)
            .sorted(Comparator.comparing(Entry::name, ListedItem.ORDER))
            .toList();
    List<Entry> page = entries.subList(0, Math.min(entries.size(), query.limit()));
    boolean isLast = end.isEmpty() && page.size() == entries.size();
    return new VersionListing(
        page.stream().flatMap(entry -> entry.version().stream()).toList(),
        page.stream().filter(entry -> entry.version().isEmpty()).map(Entry::name).toList(),
        isLast ? Optional.empty() : Optional.of(last(page, end)),
        all.partial());
  }

  private static int compare(String one, String two) {
    return ListedItem.ORDER.compare(one, two);
  }

  private static Position last(List<Entry> page, Optional<String> end) {
    return page.isEmpty()
        ? new Position(end.orElseThrow(), Optional.empty())
        : page.getLast().position();
  }

  /** All entries, those of a key in the order in which they are known here. */
  private static Stream<Entry> entries(VersionListing known, ObjectListing all) {
    Set<ObjectKey> keys =
        known.versions().stream().map(VersionSummary::key).collect(Collectors.toSet());
    List<Entry> entries = new ArrayList<>();
    known.versions().forEach(each -> entries.add(entry(each, true)));
    all.objects().stream()
        .filter(object -> !keys.contains(object.key()))
        .forEach(object -> entries.add(entry(nullVersion(object), false)));
    Stream.concat(known.commonPrefixes().stream(), all.commonPrefixes().stream())
        .distinct()
        .forEach(prefix -> entries.add(new Entry(prefix, Optional.empty(), true)));
    return entries.stream();
  }

  private static Entry entry(VersionSummary version, boolean isKnown) {
    return new Entry(version.key().value(), Optional.of(version), isKnown);
  }

  private static VersionSummary nullVersion(ObjectSummary.OfObject object) {
    return new VersionSummary(
        object.key(),
        VersionName.Null.INSTANCE,
        true,
        object.lastModified(),
        Optional.of(new VersionSummary.Content(object.size(), object.etag())));
  }
}
