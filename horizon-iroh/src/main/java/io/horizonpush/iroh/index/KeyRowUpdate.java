package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.iroh.index.VersionTable.Standing;
import io.horizonpush.iroh.index.VersionTable.VersionRow;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the rows of a key when its versions change: which one is its object, and how the
 * others stand beside it. Confined to its session's thread.
 */
final class KeyRowUpdate {

  private final VersionTable versions;
  private final InlineBodyTable bodies;
  private final InstantSource wall;

  /**
   * @param wall tells since when versions stand beside others
   */
  KeyRowUpdate(VersionTable versions, InlineBodyTable bodies, InstantSource wall) {
    this.versions = versions;
    this.bodies = bodies;
    this.wall = wall;
  }

  /** Stores what is new of a key: its object last, which takes the place of the one before. */
  void store(long bucket, ObjectKey key, KeyRows before, News news) {
    Optional<StoredVersion> oldObject = object(before.versions());
    Optional<StoredVersion> object = object(news.versions());
    removeRows(bucket, before, news.versions());
    for (ObjectVersion version : news.versions().versions()) {
      if (!is(object, version)) {
        storeOther(bucket, before, news, version);
      }
    }
    if (object.isPresent() && !object.equals(oldObject)) {
      versions.putCurrent(bucket, object.get(), row(before, news, object.get()));
    } else if (object.isEmpty() && oldObject.isPresent()) {
      versions.removeCurrent(bucket, key);
    }
  }

  private void storeOther(long bucket, KeyRows before, News news, ObjectVersion version) {
    Standing standing = standing(news.versions(), version);
    VersionRow row = row(before, news, version);
    VersionRow old = before.rows().get(version.id());
    if (old == null || !old.version().equals(version)) {
      versions.putOther(bucket, row, standing);
    } else if (is(object(before.versions()), version)) {
      versions.moveAside(bucket, row, standing);
    } else if (!old.besideSince().equals(row.besideSince())
        || !standing(before.versions(), version).equals(standing)) {
      versions.putOther(bucket, row, standing);
    }
  }

  private VersionRow row(KeyRows before, News news, ObjectVersion version) {
    VersionRow old = before.rows().get(version.id());
    Optional<Instant> beside = besideSince(old, news.versions(), version);
    return old == null ? newRow(version, news, beside) : changedRow(old, version, beside);
  }

  private void removeRows(long bucket, KeyRows before, KeyVersions after) {
    Optional<StoredVersion> oldObject = object(before.versions());
    Optional<StoredVersion> object = object(after);
    for (VersionRow row : before.rows().values()) {
      ObjectVersion old = row.version();
      boolean gone = after.find(old.id()).isEmpty();
      if (!is(oldObject, old) && (gone || is(object, old))) {
        versions.removeOther(bucket, row);
      }
      if (gone) {
        row.inlineBody().ifPresent(bodies::remove);
      }
    }
  }

  private static boolean is(Optional<StoredVersion> object, ObjectVersion version) {
    return object.filter(each -> each.id().equals(version.id())).isPresent();
  }

  private static Standing standing(KeyVersions all, ObjectVersion version) {
    boolean shadows = shadow(all).filter(id -> id.equals(version.id())).isPresent();
    // What lost is there for who names it, but is shown to nobody.
    boolean shown = version.isVisible() && !KeyRecords.isBeside(all, version);
    return new Standing(shown, shadows);
  }

  private Optional<Instant> besideSince(
      @Nullable VersionRow old, KeyVersions after, ObjectVersion version) {
    if (!KeyRecords.isBeside(after, version)) {
      return Optional.empty();
    }
    Optional<Instant> since = old == null ? Optional.empty() : old.besideSince();
    return since.or(() -> Optional.of(wall.instant().truncatedTo(ChronoUnit.MILLIS)));
  }

  private VersionRow newRow(ObjectVersion version, News news, Optional<Instant> beside) {
    return new VersionRow(version, news.upload(), bodies.put(version), beside);
  }

  /** The bytes of a version are written once; only a body of another place is stored anew. */
  private VersionRow changedRow(VersionRow old, ObjectVersion version, Optional<Instant> beside) {
    boolean sameBody =
        old.version()
            .stored()
            .map(StoredVersion::body)
            .equals(version.stored().map(StoredVersion::body));
    if (sameBody) {
      return new VersionRow(version, old.upload(), old.inlineBody(), beside);
    }
    old.inlineBody().ifPresent(bodies::remove);
    return new VersionRow(version, old.upload(), bodies.put(version), beside);
  }

  /** The version that a listing shows. */
  private static Optional<StoredVersion> object(KeyVersions versions) {
    return versions.current().flatMap(ObjectVersion::stored);
  }

  /** The version because of which a key has no object. */
  private static Optional<VersionId> shadow(KeyVersions versions) {
    return object(versions).isPresent()
        ? Optional.empty()
        : versions.currentOrRemoved().map(ObjectVersion::id);
  }
}
