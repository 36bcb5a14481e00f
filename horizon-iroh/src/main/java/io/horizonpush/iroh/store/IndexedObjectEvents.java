package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable;
import io.horizonpush.iroh.index.LogTable.LogRow;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.VersionRow;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.ObjectEvents;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of objects, from the log: its rows say which keys changed, and the index what they
 * are now. Thread-safe; blocks its (virtual) thread.
 */
final class IndexedObjectEvents implements ObjectEvents {

  private static final Logger LOG = LoggerFactory.getLogger(IndexedObjectEvents.class);

  private final Index index;
  private final long mostKept;

  IndexedObjectEvents(Index index) {
    this(index, MOST_KEPT);
  }

  IndexedObjectEvents(Index index, long mostKept) {
    this.index = index;
    this.mostKept = mostKept;
  }

  @Override
  public void follow(Followed buckets) {
    boolean isSo =
        index.read(
            tables ->
                wanted(tables, buckets).equals(Set.copyOf(tables.log().followed(Reader.EVENTS))));
    if (isSo) {
      return; // As at most starts, which then write nothing.
    }
    index.write(
        Durability.STRICT,
        tables -> {
          Set<Long> wanted = wanted(tables, buckets);
          LogTable log = tables.log();
          log.followed(Reader.EVENTS).stream()
              .filter(each -> !wanted.contains(each))
              .forEach(each -> log.unfollow(Reader.EVENTS, each));
          wanted.forEach(each -> log.follow(Reader.EVENTS, each));
          return wanted;
        });
  }

  private static Set<Long> wanted(Tables tables, Followed buckets) {
    return switch (buckets) {
      case Followed.All() -> {
        Set<Long> all =
            tables.buckets().all().stream().map(BucketRow::id).collect(Collectors.toSet());
        all.add(LogTable.EVERY);
        yield all;
      }
      case Followed.Some(var some) ->
          some.stream()
              .flatMap(each -> tables.buckets().find(each).stream())
              .map(BucketRow::id)
              .collect(Collectors.toSet());
    };
  }

  @Override
  public Events events(long after, int most) {
    long from = after > latest() ? 0 : after;
    Page page = index.snapshot(tables -> page(tables, from, most));
    if (page.next() > from) {
      index.harden(); // What a power cut took would have its sequence again for another.
    }
    return new Events(page.events(), page.next());
  }

  @Override
  public long latest() {
    return index.read(tables -> tables.entries().latest());
  }

  @Override
  public void heard(long through) {
    List<Long> read = index.read(tables -> withUnread(tables, through));
    if (!read.isEmpty()) {
      index.write(
          Durability.RELAXED,
          tables -> {
            read.forEach(bucket -> tables.log().read(Reader.EVENTS, bucket, through));
            return read;
          });
    }
  }

  private static List<Long> withUnread(Tables tables, long through) {
    return tables.log().followed(Reader.EVENTS).stream()
        .filter(bucket -> tables.log().waits(Reader.EVENTS, bucket, through))
        .toList();
  }

  private record Page(List<Event> events, long next) {}

  private static Page page(Tables tables, long after, int most) {
    List<LogRow> rows = new ArrayList<>();
    Map<Long, BucketRow> buckets = new HashMap<>();
    for (long id : tables.log().followed(Reader.EVENTS)) {
      Optional<BucketRow> bucket = tables.buckets().find(id);
      if (bucket.isPresent()) {
        buckets.put(id, bucket.get());
        rows.addAll(tables.log().unread(Reader.EVENTS, id, after, most));
      }
    }
    rows.sort(Comparator.comparingLong(LogRow::sequence));
    List<LogRow> some = rows.subList(0, Math.min(most, rows.size()));
    // Of a key that is there several times the last place counts.
    Map<Name, Event> events = new LinkedHashMap<>();
    for (LogRow row : some) {
      Name name = new Name(row.bucket(), row.key());
      BucketRow bucket = buckets.get(row.bucket());
      Optional<Event> event = bucket == null ? Optional.empty() : event(tables, bucket, row);
      event.ifPresent(
          each -> {
            events.remove(name);
            events.put(name, each);
          });
    }
    return new Page(
        List.copyOf(events.values()), some.isEmpty() ? after : some.getLast().sequence());
  }

  private record Name(long bucket, DocumentKey key) {}

  private static Optional<Event> event(Tables tables, BucketRow bucket, LogRow row) {
    boolean changed =
        switch (row.cause()) {
          case LOCAL, MERGE -> true;
          case FILL, AGAIN -> false;
        };
    DocumentKey key = row.key();
    if (!changed) {
      return Optional.empty();
    }
    return switch (key.tag()) {
      case DocumentKey.OBJECT ->
          Optional.of(
              event(
                  bucket,
                  key,
                  VersionName.Null.INSTANCE,
                  Manifests.current(tables, bucket.id(), key)
                      .flatMap(IndexedObjectEvents::version)));
      case DocumentKey.VERSION ->
          Optional.of(
              event(
                  bucket,
                  key,
                  new VersionName.Id(key.versionId()),
                  tables
                      .versions()
                      .find(bucket.id(), key.objectKey(), key.versionId())
                      .map(VersionRow::version)));
      default -> Optional.empty();
    };
  }

  private static Optional<ObjectVersion> version(Manifests.Said said) {
    return said instanceof Manifests.Said.OfVersion(ObjectVersion version)
        ? Optional.of(version)
        : Optional.empty();
  }

  private static Event event(
      BucketRow bucket, DocumentKey key, VersionName name, Optional<ObjectVersion> version) {
    boolean there =
        version.filter(each -> each.stored().isPresent() && !each.isRemoved()).isPresent();
    return new Event(
        bucket.uid(), bucket.name(), key.objectKey(), name, there ? Kind.CREATED : Kind.REMOVED);
  }

  /** Drops the oldest of what nobody hears. */
  void trim() {
    for (long bucket : index.read(tables -> tables.log().followed(Reader.EVENTS))) {
      Optional<Long> excess =
          index.read(tables -> tables.log().excess(Reader.EVENTS, bucket, mostKept));
      if (excess.isPresent()) {
        int dropped =
            index.write(
                Durability.RELAXED,
                tables -> tables.log().read(Reader.EVENTS, bucket, excess.get()));
        LOG.warn("Nobody has heard of {} events of objects, which are dropped", dropped);
      }
    }
  }
}
