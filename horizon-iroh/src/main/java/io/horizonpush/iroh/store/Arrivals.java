package io.horizonpush.iroh.store;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.EntryTable.EarlyEntry;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ManifestHash;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketConfiguration.Part;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Arrival;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What other nodes wrote, on its way into the index. Runs inside mutations; stateless.
 *
 * @param hash names manifests
 * @param locks the clock by which locks end
 */
record Arrivals(ManifestHash hash, LockClock locks) {

  /**
   * How long what would end a lock too early waits before it is looked at again: until the lock
   * ends, within these bounds. Somebody may shorten a lock meanwhile.
   */
  private static final Duration LOCKED_AGAIN = Duration.ofMinutes(1);

  private static final Duration LOCKED_AGAIN_AT_MOST = Duration.ofDays(1);

  /**
   * What came of an arrival.
   *
   * @param logged the changes that wait for who follows the bucket
   * @param released the blobs that the key may no longer use
   * @param noted whether it is its author's entry now
   */
  record Taken(int logged, List<BlobHash> released, boolean noted) {

    static final Taken NOTHING = new Taken(0, List.of(), false);
  }

  /** Takes one arrival, or lets it wait until its clock is near enough. */
  Taken take(Tables tables, BucketRow bucket, Arrival arrival, Instant now) {
    return switch (arrival) {
      case Arrival.OfVersion(WriterId author, boolean byId, ObjectVersion version) -> {
        DocumentKey key =
            byId ? DocumentKey.of(version.key(), version.id()) : DocumentKey.of(version.key());
        Arrived arrived = new Arrived(author, key, ManifestCodec.encode(version));
        yield take(tables, bucket, arrived, version, now);
      }
      case Arrival.OfSetting(WriterId author, String name, Register<Optional<String>> document) -> {
        DocumentKey key = DocumentKey.ofSetting(name);
        Arrived arrived = new Arrived(author, key, ManifestCodec.encode(document));
        yield isForged(bucket, author, name, document)
                || waits(tables, bucket, arrived, document.stamp(), now)
            ? Taken.NOTHING
            : takeSetting(tables, bucket, arrived, document);
      }
      case Arrival.OfPlugin(String plugin, String name, Register<Optional<ByteBuffer>> value) -> {
        DocumentKey key = DocumentKey.ofPlugin(plugin, name);
        Arrived arrived = new Arrived(arrival.author(), key, ManifestCodec.encodePlugins(value));
        yield waits(tables, bucket, arrived, value.stamp(), now)
            ? Taken.NOTHING
            : takePlugins(tables, bucket, arrived, value);
      }
    };
  }

  /** Whether a setting would stand in the place of what its author did not say. */
  private static boolean isForged(
      BucketRow bucket, WriterId author, String name, Register<Optional<String>> document) {
    return Statement.isNamed(name)
        && Statement.refusal(bucket.uid(), author, name, document).isPresent();
  }

  /** Takes entries whose time has come. */
  Taken takeEarly(Tables tables, EarlyEntry entry, Instant now) {
    Optional<BucketRow> bucket = tables.buckets().find(entry.bucket());
    return bucket.map(row -> take(tables, row, arrival(entry), now)).orElse(Taken.NOTHING);
  }

  private static Stamp newest(DocumentKey key, Manifest manifest) {
    return switch (key.tag()) {
      case DocumentKey.CONFIG -> ManifestCodec.decodeSetting(manifest).stamp();
      case DocumentKey.PLUGIN -> ManifestCodec.decodePlugins(manifest).stamp();
      default -> ManifestCodec.decode(key.objectKey(), manifest).newest();
    };
  }

  static Arrival arrival(EarlyEntry entry) {
    DocumentKey key = entry.key();
    return switch (key.tag()) {
      case DocumentKey.CONFIG ->
          new Arrival.OfSetting(
              entry.author(), key.settingName(), ManifestCodec.decodeSetting(entry.manifest()));
      case DocumentKey.PLUGIN ->
          new Arrival.OfPlugin(
              key.plugin(), key.pluginKey(), ManifestCodec.decodePlugins(entry.manifest()));
      default ->
          new Arrival.OfVersion(
              entry.author(),
              key.tag() == DocumentKey.VERSION,
              ManifestCodec.decode(key.objectKey(), entry.manifest()));
    };
  }

  private record Arrived(WriterId author, DocumentKey key, Manifest manifest) {}

  private static boolean waits(
      Tables tables, BucketRow bucket, Arrived arrived, Stamp newest, Instant now) {
    if (!newest.isAheadOf(now)) {
      return false;
    }
    await(tables, bucket, arrived, newest.time().minus(Stamp.MOST_AHEAD).plusMillis(1));
    return true;
  }

  /** Lets what arrived wait, unless something later by its author does. */
  private static void await(Tables tables, BucketRow bucket, Arrived arrived, Instant due) {
    DocumentKey key = arrived.key();
    boolean superseded =
        tables
            .entries()
            .early(bucket.id(), key, arrived.author())
            .map(waiting -> newest(key, waiting))
            .filter(waiting -> waiting.compareTo(newest(key, arrived.manifest())) > 0)
            .isPresent();
    if (superseded) {
      return;
    }
    tables
        .entries()
        .putEarly(
            new EarlyEntry(bucket.id(), arrived.key(), arrived.author(), arrived.manifest()), due);
  }

  /** Whether a removal ends a lock that by the clock of locks has not ended. */
  private boolean endsLockEarly(KeyRows before, ObjectVersion merged) {
    return merged.isRemoved()
        && before.versions().find(merged.id()).filter(each -> !each.isRemoved()).isPresent()
        && merged
            .head()
            .removal()
            .filter(each -> each.isForbiddenAt(locks.now(), merged.attributes()))
            .isPresent();
  }

  /** Whether a version is replaced whose lock by the clock of locks has not ended. */
  private boolean replacesLocked(KeyVersions before, KeyVersions after) {
    Instant time = locks.now();
    return before.versions().stream()
        .filter(each -> !each.isRemoved() && after.find(each.id()).isEmpty())
        .anyMatch(each -> each.attributes().isLockedAt(time));
  }

  private Duration untilLocksEnd(KeyVersions versions) {
    Instant time = locks.now();
    Duration longest =
        versions.versions().stream()
            .flatMap(each -> each.attributes().retention().stream())
            .flatMap(each -> Stream.of(each.until(), each.complianceUntil()))
            .flatMap(Optional::stream)
            .map(end -> Duration.between(time, end))
            .max(Comparator.naturalOrder())
            .orElse(LOCKED_AGAIN);
    return Collections.max(
        List.of(LOCKED_AGAIN, Collections.min(List.of(LOCKED_AGAIN_AT_MOST, longest))));
  }

  private Taken take(
      Tables tables, BucketRow bucket, Arrived arrived, ObjectVersion version, Instant now) {
    if (waits(tables, bucket, arrived, version.newest(), now)) {
      return Taken.NOTHING;
    }
    KeyRows before =
        tables.versions().withNext(bucket.id(), version.key(), Optional.of(version.id()));
    KeyVersions after =
        before
            .versions()
            .with(version, tables.settings().configurationToWrite(bucket.id()).versioningSince());
    if (replacesLocked(before.versions(), after)
        || after.find(version.id()).filter(each -> endsLockEarly(before, each)).isPresent()) {
      await(tables, bucket, arrived, now.plus(untilLocksEnd(before.versions())));
      return Taken.NOTHING;
    }
    int logged =
        tables
            .records()
            .store(
                bucket.id(),
                version.key(),
                before,
                new News(after, Optional.empty(), false, Cause.MERGE));
    IndexedAwaitedUploads.note(tables, bucket, version.key(), before.versions(), after, now);
    Optional<ObjectVersion> row =
        arrived.key().tag() == DocumentKey.OBJECT ? after.nullVersion() : after.find(version.id());
    boolean noted =
        note(
            tables,
            bucket,
            arrived,
            row.map(
                each -> each.equals(version) ? arrived.manifest() : ManifestCodec.encode(each)));
    return new Taken(logged, KeyInTransaction.released(before.versions(), after), noted);
  }

  private Taken takeSetting(
      Tables tables, BucketRow bucket, Arrived arrived, Register<Optional<String>> document) {
    String name = arrived.key().settingName();
    Optional<SettingRow> known = tables.settings().find(bucket.id(), name);
    SettingRow arriving = new SettingRow(name, document);
    SettingRow merged = known.map(each -> later(each, arriving)).orElse(arriving);
    if (!known.equals(Optional.of(merged))) {
      known.ifPresent(
          each ->
              tables
                  .entries()
                  .keep(bucket.id(), arrived.key(), () -> ManifestCodec.encode(each.document())));
      tables.settings().put(bucket.id(), merged);
    }
    boolean noted =
        note(tables, bucket, arrived, Optional.of(ManifestCodec.encode(merged.document())));
    return new Taken(0, List.of(), noted);
  }

  private Taken takePlugins(
      Tables tables, BucketRow bucket, Arrived arrived, Register<Optional<ByteBuffer>> value) {
    Register<Optional<ByteBuffer>> merged =
        PluginRegisters.merge(tables, bucket.id(), arrived.key(), value);
    boolean noted = note(tables, bucket, arrived, Optional.of(ManifestCodec.encodePlugins(merged)));
    return new Taken(0, List.of(), noted);
  }

  /** The later of two; a lock that was once enabled stays so. */
  static SettingRow later(SettingRow one, SettingRow two) {
    boolean oneLocks = isLock(one);
    if (oneLocks != isLock(two)) {
      return oneLocks ? one : two;
    }
    int order = one.document().stamp().compareTo(two.document().stamp());
    if (order == 0) {
      // A writer that says two things: any order will do that is the same everywhere.
      order = one.document().value().toString().compareTo(two.document().value().toString());
    }
    return order >= 0 ? one : two;
  }

  private static boolean isLock(SettingRow row) {
    return row.name().equals(Part.OBJECT_LOCK.storedName())
        && row.document().value().equals(Optional.of(BucketConfiguration.ON));
  }

  /**
   * Notes an entry, and its manifest if the row does not say the same; nothing if a later one of
   * its author is known. Tells whether it is its author's entry now.
   */
  private boolean note(
      Tables tables, BucketRow bucket, Arrived arrived, Optional<Manifest> rowManifest) {
    boolean same = rowManifest.equals(Optional.of(arrived.manifest()));
    EntryRow entry =
        new EntryRow(
            bucket.id(),
            arrived.key(),
            arrived.author(),
            hash.of(arrived.manifest().bytes()),
            same ? Optional.empty() : Optional.of(arrived.manifest()));
    if (tables.entries().putFirst(entry)) {
      return true;
    }
    boolean superseded = isSuperseded(tables, bucket, arrived, rowManifest);
    if (!superseded) {
      tables.entries().put(entry);
    }
    return !superseded;
  }

  private static boolean isSuperseded(
      Tables tables, BucketRow bucket, Arrived arrived, Optional<Manifest> rowManifest) {
    return tables
        .entries()
        .find(bucket.id(), arrived.key(), arrived.author())
        .flatMap(entry -> entry.manifest().or(() -> rowManifest))
        .map(manifest -> newest(arrived.key(), manifest))
        .filter(stamp -> stamp.compareTo(newest(arrived.key(), arrived.manifest())) > 0)
        .isPresent();
  }
}
