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
import io.horizonpush.iroh.index.VersionScan.Found;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.Statement;
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
  private final Forgotten forgotten;
  private final EpochPlugins plugins;
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
    forgotten = Forgotten.by(tables, bucket, next, members, self);
    long seen = forgotten.gone() < 0 ? -1 : seenByAll();
    plugins = new EpochPlugins(tables, bucket.id(), self, sequence -> sequence <= seen);
  }

  /** Up to which sequence every other member said that it has this node's entries. */
  private long seenByAll() {
    Map<NodeId, Seen> seen = tables.positions().seen(bucket.id());
    return members.members().stream()
        .filter(each -> !each.authors().contains(self))
        .mapToLong(
            each -> Optional.ofNullable(seen.get(each.node())).map(Seen::position).orElse(-1L))
        .min()
        .orElse(-1);
  }

  @Override
  public Outcome outcome() {
    return new Outcome(Set.copyOf(changed), List.copyOf(released), logged);
  }

  private void log(DocumentKey key) {
    logged += tables.log().add(bucket.id(), key, Cause.AGAIN) ? 1 : 0;
  }

  /** Makes a key anew of what the next document shows. */
  @Override
  public void take(DocumentKey key) {
    List<EntryRow> shown = tables.nextEntries().of(bucket.id(), key);
    List<EntryRow> before = tables.entries().of(bucket.id(), key);
    if (key.tag() == DocumentKey.PLUGIN) {
      changePlugins(key, shown);
    } else if (hashes(shown).equals(hashes(before))) {
      replaceEntries(key);
      shown.forEach(this::note);
    } else if (key.tag() == DocumentKey.CONFIG) {
      changeSetting(key, shown, before);
    } else {
      changeVersions(key, shown, before);
    }
  }

  /**
   * Drops what the records have of a version that no entry says, as after the loss of a document,
   * unless this node is still to say it.
   */
  void takeUnsaid(Found version) {
    DocumentKey byId = DocumentKey.of(version.key(), version.id());
    DocumentKey key = version.isNull() ? DocumentKey.of(version.key()) : byId;
    if (isUnsaid(key) && isUnsaid(byId)) {
      changeVersions(key, List.of(), List.of());
    }
  }

  /** The same of a setting. */
  void takeUnsaid(SettingRow setting) {
    DocumentKey key = DocumentKey.ofSetting(setting.name());
    if (!Statement.isNamed(key) && isUnsaid(key)) {
      changeSetting(key, List.of(), List.of());
    }
  }

  private boolean isUnsaid(DocumentKey key) {
    return tables.entries().of(bucket.id(), key).isEmpty();
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

  private void changePlugins(DocumentKey key, List<EntryRow> shown) {
    plugins.forget(key, shown, forgotten.gone() >= 0 && !forgotten.waited());
    logged += mayWrite && members.takes(self, key) ? plugins.say(key, shown) : 0;
    replaceEntries(key);
    for (EntryRow each : shown) {
      take(
          new Arrival.OfPlugin(
              key.plugin(), key.pluginKey(), ManifestCodec.decodePlugins(manifest(each))));
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
        shown.isEmpty() && forgotten.has(key, entries, before.versions())
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
