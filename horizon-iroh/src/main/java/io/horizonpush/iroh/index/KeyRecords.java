package io.horizonpush.iroh.index;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.Use;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.iroh.index.OriginTaskTable.Errand;
import io.horizonpush.iroh.index.VersionScan.Found;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.UploadId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The versions of keys, with all that has to change when they do: the rows, the uses of blobs, the
 * manifests that others may ask for, what origins have, and the log. Confined to its session's
 * thread.
 */
public final class KeyRecords {

  /** The bytes of a blob with which an earlier one is compared, at least. */
  private static final long WORTH_COMPARING = 1 << 20;

  /** The blobs of one version that are compared, at most. */
  private static final int MOST_EARLIER = 256;

  private final VersionTable versions;
  private final BlobUseTable uses;
  private final EntryTable entries;
  private final OriginTable origins;
  private final OriginTaskTable tasks;
  private final SettingTable settings;
  private final LogTable log;
  private final KeyRowUpdate rows;

  KeyRecords(
      VersionTable versions,
      BlobUseTable uses,
      EntryTable entries,
      OriginTable origins,
      OriginTaskTable tasks,
      SettingTable settings,
      LogTable log,
      KeyRowUpdate rows) {
    this.versions = versions;
    this.uses = uses;
    this.entries = entries;
    this.origins = origins;
    this.tasks = tasks;
    this.settings = settings;
    this.log = log;
    this.rows = rows;
  }

  /**
   * What is new about a key.
   *
   * @param upload the multipart upload that made the version that is new
   * @param held whether the bytes of what is new came through the bucket
   */
  public record News(KeyVersions versions, Optional<UploadId> upload, boolean held, Cause cause) {

    /** News whose bytes are here, of no upload. */
    public static News of(KeyVersions versions, Cause cause) {
      return new News(versions, Optional.empty(), true, cause);
    }
  }

  /**
   * Stores what a key has become.
   *
   * @return the number of changes that were logged
   */
  public int store(long bucket, ObjectKey key, KeyRows before, News news) {
    KeyVersions after = news.versions();
    keepManifests(bucket, key, before.versions(), after);
    useBlobs(bucket, before.versions(), after, news.held());
    rows.store(bucket, key, before, news);
    withdrawReplaced(bucket, before.versions(), after);
    return logChanges(bucket, key, before.versions(), after, news.cause());
  }

  /** Notes that an origin has a version. */
  public void confirm(long bucket, ObjectVersion version, Confirmation confirmation) {
    Named named = named(bucket, version);
    Optional<ObjectVersion> current =
        versions
            .withNext(bucket, version.key(), Optional.of(version.id()))
            .versions()
            .current()
            .filter(each -> each.id().equals(version.id()));
    if (current.isEmpty() || !isListed(bucket, confirmation.origin())) {
      // Something else is at the origin's key by now, or soon; or the bucket has it no more.
      return;
    }
    boolean first = isUnconfirmed(bucket, version);
    if (origins.confirm(named, confirmation)) {
      if (first) {
        noteConfirmed(named, true);
      }
      withdrawFormer(named, current.get(), confirmation.origin());
    }
  }

  /** What has a version beside the origin to which it goes is to have it no more. */
  private void withdrawFormer(Named named, ObjectVersion version, OriginId confirmed) {
    StorageClass of = version.attributes().storageClass();
    BucketOrigins all = settings.configurationToWrite(named.bucket()).origins();
    if (all.destination(of).filter(each -> each.id().equals(confirmed)).isPresent()) {
      all.others(of).forEach(other -> origins.withdraw(named, other.id()));
    }
  }

  private boolean isListed(long bucket, OriginId origin) {
    return settings.configurationToWrite(bucket).origins().find(origin).isPresent();
  }

  private void noteConfirmed(Named named, boolean confirmed) {
    KeyVersions all =
        versions.withNext(named.bucket(), named.key(), Optional.of(named.version())).versions();
    all.find(named.version())
        .ifPresent(
            version ->
                kind(all, version)
                    .ifPresent(
                        kind -> uses.confirm(named.bucket(), kind, used(version), confirmed)));
  }

  /** An origin has one object for a key: whoever wrote what is current now puts that there. */
  private void withdrawReplaced(long bucket, KeyVersions before, KeyVersions after) {
    Optional<ObjectVersion> was = before.current();
    boolean isReplaced =
        was.isPresent()
            && after.find(was.get().id()).isPresent()
            && after.current().filter(each -> each.id().equals(was.get().id())).isEmpty();
    if (isReplaced && !isUnconfirmed(bucket, was.get())) {
      origins.forget(named(bucket, was.get()));
      noteConfirmed(named(bucket, was.get()), false);
    }
  }

  /**
   * Takes back some of what origins confirmed of a bucket that it has no more.
   *
   * @return whether there was any
   */
  public boolean withdrawUnlisted(long bucket, Set<OriginId> listed, int limit) {
    Optional<OriginId> origin = origins.unlisted(bucket, listed);
    origin.ifPresent(each -> noteWithdrawn(origins.withdraw(each, bucket, limit)));
    return origin.isPresent();
  }

  private void noteWithdrawn(List<Named> withdrawn) {
    for (Named named : withdrawn) {
      if (origins.confirmations(named).isEmpty()) {
        noteConfirmed(named, false);
      }
    }
  }

  /**
   * Notes something to be done at an origin's key: what was confirmed of that key holds no more.
   *
   * @param expected the tag of what the origin has there, if it is known
   */
  public void queue(Errand errand, Instant now, Optional<String> expected) {
    queue(errand, now, expected, false);
  }

  /** The same of an upload of what another origin has. */
  public void move(Errand errand, Instant now, Optional<String> expected) {
    queue(errand, now, expected, true);
  }

  private void queue(Errand errand, Instant now, Optional<String> expected, boolean moves) {
    withdraw(errand);
    tasks.queue(errand, now, expected, moves);
  }

  /** Takes back what was confirmed of an origin's key. */
  public void withdraw(Errand errand) {
    noteWithdrawn(origins.withdraw(errand.origin(), errand.originKey()));
  }

  /**
   * Notes that an origin's key is to be deleted once what its key means is at another origin. Until
   * then what was confirmed of it holds.
   */
  public void clear(Errand errand, Instant now, Optional<String> expected) {
    tasks.clear(errand, now, expected);
  }

  /** Notes that an origin's key is as it is to be, whatever was to be done there. */
  public void leave(Errand errand) {
    tasks.cancel(errand);
  }

  private boolean isUnconfirmed(long bucket, ObjectVersion version) {
    return origins.confirmations(named(bucket, version)).isEmpty();
  }

  private void keepManifests(long bucket, ObjectKey key, KeyVersions before, KeyVersions after) {
    Optional<ObjectVersion> old = before.nullVersion();
    if (old.isPresent() && !old.equals(after.nullVersion())) {
      entries.keep(bucket, DocumentKey.of(key), () -> ManifestCodec.encode(old.get()));
    }
    for (ObjectVersion version : before.versions()) {
      boolean ofKey = old.filter(each -> each.id().equals(version.id())).isPresent();
      // The null version has an entry by its id, too, if it was decided about beside another.
      boolean byId = !ofKey || isDecided(version);
      if (byId && !after.find(version.id()).equals(Optional.of(version))) {
        entries.keep(
            bucket, DocumentKey.of(key, version.id()), () -> ManifestCodec.encode(version));
      }
    }
  }

  private void useBlobs(long bucket, KeyVersions before, KeyVersions after, boolean held) {
    record Change(Use use, List<Used> used) {}
    List<Change> removed = new ArrayList<>();
    for (ObjectVersion old : before.versions()) {
      Optional<ObjectVersion> now = after.find(old.id());
      Optional<Kind> kind = kind(before, old);
      boolean same =
          now.isPresent()
              && kind.equals(kind(after, now.get()))
              && used(old).equals(used(now.get()));
      if (!same && !used(old).isEmpty() && kind.isPresent()) {
        removed.add(
            new Change(new Use(bucket, kind.get(), false, isUnconfirmed(bucket, old)), used(old)));
      }
      if (now.isEmpty()) {
        origins.forget(named(bucket, old));
      }
    }
    // What is new first: a body that two versions share keeps its row.
    for (ObjectVersion version : after.versions()) {
      Optional<ObjectVersion> old = before.find(version.id());
      Optional<Kind> kind = kind(after, version);
      boolean same =
          old.isPresent()
              && kind.equals(kind(before, old.get()))
              && used(old.get()).equals(used(version));
      if (!same && kind.isPresent() && !used(version).isEmpty()) {
        boolean unconfirmed = old.isEmpty() || isUnconfirmed(bucket, version);
        // The bytes of what only changed its place did not come now.
        boolean came = held && old.filter(each -> used(each).equals(used(version))).isEmpty();
        uses.add(new Use(bucket, kind.get(), came, unconfirmed), used(version));
        if (!came) {
          before.current().ifPresent(earlier -> keepEarlier(bucket, earlier, version));
        }
      }
    }
    removed.forEach(change -> uses.remove(change.use(), change.used()));
  }

  /** Keeps what may be the most of bytes that are to come. */
  private void keepEarlier(long bucket, ObjectVersion earlier, ObjectVersion version) {
    Map<Long, Used> there = longBlobs(earlier);
    longBlobs(version).entrySet().stream()
        .filter(each -> !uses.isHeld(bucket, each.getValue().hash()))
        .limit(MOST_EARLIER)
        .forEach(
            each ->
                Optional.ofNullable(there.get(each.getKey()))
                    .ifPresent(blob -> uses.keepEarlier(bucket, each.getValue().hash(), blob)));
  }

  /** The blobs of a version that are worth comparing, by where in its bytes they begin. */
  private static Map<Long, Used> longBlobs(ObjectVersion version) {
    Map<Long, Used> blobs = new LinkedHashMap<>();
    long at = 0;
    for (Used each : used(version)) {
      if (each.length() >= WORTH_COMPARING) {
        blobs.put(at, each);
      }
      at += each.length();
    }
    return blobs;
  }

  /** For what a version uses its blobs; nothing for one that was removed. */
  private static Optional<Kind> kind(KeyVersions all, ObjectVersion version) {
    if (version.isRemoved()) {
      return Optional.empty();
    }
    return Optional.of(isBeside(all, version) ? Kind.LOSER : Kind.VERSION);
  }

  static boolean isBeside(KeyVersions all, ObjectVersion version) {
    return version.isNull()
        && all.nullVersion().filter(each -> !each.id().equals(version.id())).isPresent();
  }

  private int logChanges(
      long bucket, ObjectKey key, KeyVersions before, KeyVersions after, Cause cause) {
    int logged = 0;
    if (!before.nullVersion().equals(after.nullVersion())) {
      logged += log.add(bucket, DocumentKey.of(key), cause) ? 1 : 0;
    }
    for (ObjectVersion version : after.versions()) {
      if (!before.find(version.id()).equals(Optional.of(version)) && hasEntryById(after, version)) {
        logged += log.add(bucket, DocumentKey.of(key, version.id()), cause) ? 1 : 0;
      } else if (!isBeside(before, version) && isBeside(after, version) && isDecided(version)) {
        // The entry of the key told what was decided about it, and is another's from now on.
        logged += log.add(bucket, DocumentKey.of(key, version.id()), Cause.LOCAL) ? 1 : 0;
      }
    }
    return logged;
  }

  /** A null version beside another gets an entry by its id once somebody decided about it. */
  private static boolean hasEntryById(KeyVersions all, ObjectVersion version) {
    return !version.isNull() || (isBeside(all, version) && isDecided(version));
  }

  private static boolean isDecided(ObjectVersion version) {
    return !version.newest().equals(version.stamp());
  }

  /** Logs a version that no entry says as if it were new; tells how many changes that makes. */
  public int logAgain(long bucket, Found found) {
    if (!found.isNull()) {
      return logUnsaid(bucket, DocumentKey.of(found.key(), found.id()));
    }
    KeyVersions all = versions.of(bucket, found.key()).versions();
    Optional<ObjectVersion> version = all.find(found.id());
    if (version.isEmpty() || version.equals(all.nullVersion())) {
      return logUnsaid(bucket, DocumentKey.of(found.key()));
    }
    return hasEntryById(all, version.get())
        ? logUnsaid(bucket, DocumentKey.of(found.key(), found.id()))
        : 0;
  }

  private int logUnsaid(long bucket, DocumentKey key) {
    return !entries.isSaid(bucket, key) && log.add(bucket, key, Cause.AGAIN) ? 1 : 0;
  }

  /** The blobs that a version names. */
  public static List<Used> used(ObjectVersion version) {
    return version
        .stored()
        .map(StoredVersion::body)
        .map(
            body ->
                body.parts().stream()
                    .map(part -> new Used(part.blob(), part.blobLength()))
                    .toList())
        .orElse(List.of());
  }

  private static Named named(long bucket, ObjectVersion version) {
    return new Named(bucket, version.key(), version.id());
  }
}
