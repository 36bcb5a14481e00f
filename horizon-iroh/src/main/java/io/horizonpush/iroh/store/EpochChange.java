package io.horizonpush.iroh.store;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.EpochTable.NextEpoch;
import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.PositionTable.Seen;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.share.EpochRecord;
import io.horizonpush.iroh.share.EpochRecord.Followed;
import io.horizonpush.iroh.share.Member;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.Statement.OfEpoch;
import io.horizonpush.iroh.store.Arrivals.Taken;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Arrival;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What becomes of keys when their bucket goes to a document that another node made, inside the
 * transaction in which it does.
 *
 * <p>What that document shows counts, and what it does not show only if somebody wrote it who may
 * write: this node then says it once more, as its own. All else is gone, as if it had never come:
 * the records are made of the entries anew. Confined to the writer's thread.
 */
final class EpochChange implements EpochPass {

  private final Tables tables;
  private final BucketRow bucket;
  private final Membership members;
  private final WriterId self;
  private final Arrivals arrivals;
  private final Instant now;
  private final boolean mayWrite;
  private final long gone;
  private final Set<ObjectKey> changed = new HashSet<>();
  private final List<BlobHash> released = new ArrayList<>();
  private int logged;

  /** Who goes to another document, and when. */
  record Mover(WriterId self, Arrivals arrivals, Instant now) {}

  EpochChange(Tables tables, BucketRow bucket, NextEpoch next, Membership members, Mover mover) {
    this.tables = tables;
    this.bucket = bucket;
    this.members = members;
    self = mover.self();
    arrivals = mover.arrivals();
    now = mover.now();
    mayWrite = next.document().secret().isPresent();
    gone = gone(next);
  }

  /**
   * The sequence up to which what the next document has not is gone; -1 where it says nothing of
   * that. Who is not named in it has been silent for so long that it was not waited for: of what it
   * has, that is gone which somebody had from it.
   */
  private long gone(NextEpoch next) {
    Optional<EpochRecord> said =
        members
            .epoch()
            .map(OfEpoch::says)
            .filter(each -> each.document().equals(next.document().replica()))
            .filter(EpochRecord::forgets);
    if (said.isEmpty()) {
      return -1;
    }
    String history = tables.identity().get().history();
    return said.get().followed().stream()
        .filter(each -> each.history().equals(history))
        .filter(each -> members.find(each.node()).filter(this::isThisNode).isPresent())
        .mapToLong(Followed::position)
        .findFirst()
        .orElseGet(
            () ->
                tables.positions().seen(bucket.id()).values().stream()
                    .mapToLong(Seen::position)
                    .max()
                    .orElse(0));
  }

  private boolean isThisNode(Member member) {
    return member.authors().contains(self);
  }

  @Override
  public Outcome outcome() {
    return new Outcome(Set.copyOf(changed), List.copyOf(released), logged);
  }

  private void log(DocumentKey key) {
    logged += tables.log().add(bucket.id(), key, Cause.LOCAL) ? 1 : 0;
  }

  /** Makes a key anew of what the next document shows. */
  @Override
  public void take(DocumentKey key) {
    List<EntryRow> shown = tables.nextEntries().of(bucket.id(), key);
    List<EntryRow> before = tables.entries().of(bucket.id(), key);
    if (hashes(shown).equals(hashes(before))) {
      replaceEntries(key);
      shown.forEach(this::note);
    } else if (key.tag() == DocumentKey.CONFIG) {
      changeSetting(key, shown, before);
    } else {
      changeVersions(key, shown, before);
    }
  }

  private static Set<BlobHash> hashes(List<EntryRow> entries) {
    return entries.stream().map(EntryRow::hash).collect(Collectors.toSet());
  }

  private void replaceEntries(DocumentKey key) {
    tables.entries().remove(bucket.id(), key);
    tables.nextEntries().remove(bucket.id(), key);
  }

  /** Notes an entry of the next document as one of the bucket. */
  private void note(EntryRow shown) {
    Optional<BlobHash> row =
        Manifests.current(tables, bucket.id(), shown.key())
            .map(said -> arrivals.hash().of(said.manifest().bytes()));
    tables
        .entries()
        .put(
            new EntryRow(
                bucket.id(),
                shown.key(),
                shown.author(),
                shown.hash(),
                row.equals(Optional.of(shown.hash())) ? Optional.empty() : shown.manifest()));
  }

  private static Manifest manifest(EntryRow shown) {
    return shown.manifest().orElseThrow();
  }

  /** What the entries of a key say that the next document does not show, of who may write. */
  private Stream<Manifest> kept(DocumentKey key, List<EntryRow> before) {
    return before.stream()
        .flatMap(row -> Manifests.find(tables, bucket.id(), key, row.author()).stream());
  }

  private boolean isKept(DocumentKey key, Stamp newest) {
    return mayWrite && members.takes(self, key) && members.mayWrite(newest.writer(), key);
  }

  private void changeSetting(DocumentKey key, List<EntryRow> shown, List<EntryRow> before) {
    String name = key.settingName();
    Optional<SettingRow> row = tables.settings().find(bucket.id(), name);
    Optional<SettingRow> said =
        shown.stream()
            .map(each -> new SettingRow(name, ManifestCodec.decodeSetting(manifest(each))))
            .reduce(Arrivals::later);
    Optional<SettingRow> after =
        Stream.concat(
                said.stream(),
                Stream.concat(
                        row.stream().filter(each -> isOwn(each.document().stamp())),
                        kept(key, before)
                            .map(each -> new SettingRow(name, ManifestCodec.decodeSetting(each))))
                    .filter(each -> isKept(key, each.document().stamp())))
            .reduce(Arrivals::later);
    replaceEntries(key);
    if (!after.equals(row)) {
      after.ifPresentOrElse(
          each -> tables.settings().put(bucket.id(), each),
          () -> tables.settings().remove(bucket.id(), name));
    }
    shown.forEach(this::note);
    if (!after.equals(said)) {
      log(key);
    }
  }

  private boolean isOwn(Stamp stamp) {
    return stamp.writer().equals(self);
  }

  private void changeVersions(DocumentKey key, List<EntryRow> shown, List<EntryRow> entries) {
    boolean byId = key.tag() == DocumentKey.VERSION;
    ObjectKey object = key.objectKey();
    KeyRows before =
        tables
            .versions()
            .withNext(bucket.id(), object, byId ? Optional.of(key.versionId()) : Optional.empty());
    List<EntryRow> known = new ArrayList<>();
    List<Arrival> news = new ArrayList<>();
    for (EntryRow row : shown) {
      ObjectVersion version = ManifestCodec.decode(object, manifest(row));
      if (with(before.versions(), version).equals(before.versions())) {
        known.add(row);
      } else {
        news.add(new Arrival.OfVersion(row.author(), byId, version));
      }
    }
    List<ObjectVersion> kept =
        shown.isEmpty() && isForgotten(key, entries, before.versions())
            ? List.of()
            : Stream.concat(
                    kept(key, entries).map(each -> ManifestCodec.decode(object, each)),
                    before.versions().versions().stream().filter(each -> isOwn(each.newest())))
                .filter(each -> isKept(key, each.newest()))
                .toList();
    Predicate<ObjectVersion> isOfKey =
        byId ? each -> each.id().equals(key.versionId()) : this::isOfKeyAlone;
    KeyVersions said = before.versions().without(isOfKey);
    for (EntryRow row : known) {
      said = with(said, ManifestCodec.decode(object, manifest(row)));
    }
    if (byId) {
      for (ObjectVersion each : saidByKey(object, key.versionId())) {
        said = with(said, each);
      }
    }
    KeyVersions after = said;
    for (ObjectVersion each : kept) {
      after = byId && !isOfKey.test(each) ? after : with(after, each);
    }
    replaceEntries(key);
    logged +=
        tables
            .records()
            .store(
                bucket.id(), object, before, new News(after, Optional.empty(), false, Cause.MERGE));
    changed.add(object);
    released.addAll(KeyInTransaction.released(before.versions(), after));
    known.forEach(this::note);
    news.forEach(this::take);
    logUnsaid(said, after);
  }

  /**
   * Whether the next document leaves a key out because it is gone: what says most of it, who opened
   * the epoch had from this node, and nothing was written here since.
   */
  private boolean isForgotten(DocumentKey key, List<EntryRow> entries, KeyVersions versions) {
    if (gone < 0 || entries.isEmpty()) {
      return false;
    }
    Map<WriterId, Long> sequences = tables.entries().sequences(bucket.id(), key);
    Stamp latest = null;
    long sequence = 0;
    for (EntryRow row : entries) {
      Stamp newest =
          Manifests.find(tables, bucket.id(), key, row.author())
              .map(each -> ManifestCodec.decode(key.objectKey(), each).newest())
              .orElseThrow();
      if (latest == null || newest.compareTo(latest) > 0) {
        latest = newest;
        sequence = sequences.getOrDefault(row.author(), Long.MAX_VALUE);
      }
    }
    Stamp last = latest;
    boolean unsaid =
        Manifests.current(tables, bucket.id(), key)
            .filter(said -> last != null && said.newest().compareTo(last) > 0)
            .isPresent();
    return sequence <= gone && !unsaid && !versions.versions().isEmpty();
  }

  private KeyVersions with(KeyVersions versions, ObjectVersion version) {
    OptionalLong since = tables.settings().configurationToWrite(bucket.id()).versioningSince();
    return versions.with(version, since);
  }

  /** Whether a version is told by the entries of its key, and by none of its own. */
  private boolean isOfKeyAlone(ObjectVersion version) {
    if (!version.isNull()) {
      return false;
    }
    DocumentKey byId = DocumentKey.of(version.key(), version.id());
    return tables.entries().of(bucket.id(), byId).isEmpty()
        && tables.nextEntries().of(bucket.id(), byId).isEmpty();
  }

  /** What entries of a key, which were taken before those of its versions, say of a version. */
  private List<ObjectVersion> saidByKey(ObjectKey object, VersionId id) {
    DocumentKey key = DocumentKey.of(object);
    return tables.entries().of(bucket.id(), key).stream()
        .flatMap(row -> Manifests.find(tables, bucket.id(), key, row.author()).stream())
        .map(each -> ManifestCodec.decode(object, each))
        .filter(each -> each.id().equals(id))
        .toList();
  }

  private void take(Arrival arrival) {
    Taken taken = arrivals.take(tables, bucket, arrival, now);
    logged += taken.logged();
    released.addAll(taken.released());
  }

  /** Has this node say what the next document does not show. */
  private void logUnsaid(KeyVersions said, KeyVersions after) {
    for (ObjectVersion version : after.versions()) {
      if (!said.find(version.id()).equals(Optional.of(version))) {
        boolean byId = !version.isNull() || !after.nullVersion().equals(Optional.of(version));
        log(byId ? DocumentKey.of(version.key(), version.id()) : DocumentKey.of(version.key()));
      }
    }
  }
}
