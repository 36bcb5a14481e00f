package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.KeyRecords;
import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.iroh.index.VersionTable.VersionRow;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.model.WriterId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One key as the writer's transaction sees it: what is known of it, who changes it and when, and
 * the way to store what it becomes. Confined to the writer's thread.
 */
final class KeyInTransaction {

  private final Tables tables;
  private final BucketRow bucket;
  private final ObjectKey key;
  private final KeyRows before;
  private final Signer signer;

  /**
   * Who makes versions here, and when.
   *
   * @param now to the millisecond
   * @param confirmed the time by which locks end
   * @param fresh an id that no version has
   */
  record Signer(WriterId writer, Instant now, Instant confirmed, VersionId fresh) {

    Signer {
      now = now.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The stamp of a write that follows a version. */
    Stamp behind(Optional<ObjectVersion> version) {
      long clock =
          version
              .map(each -> Stamp.clockBehind(each.newest().clock(), now))
              .orElseGet(() -> Stamp.clockOf(now));
      return new Stamp(clock, writer);
    }
  }

  /**
   * What came of a change.
   *
   * @param version that was made or changed
   * @param logged the changes that wait for who follows the bucket
   * @param released the blobs that the key may no longer use
   */
  record Made(Optional<ObjectVersion> version, int logged, List<BlobHash> released) {

    static final Made NOTHING = of(Optional.empty());

    static Made of(Optional<ObjectVersion> version) {
      return new Made(version, 0, List.of());
    }
  }

  /**
   * @param before what decides about the key
   */
  KeyInTransaction(Tables tables, BucketRow bucket, ObjectKey key, Signer signer, KeyRows before) {
    this.tables = tables;
    this.bucket = bucket;
    this.key = key;
    this.signer = signer;
    this.before = before;
  }

  Tables tables() {
    return tables;
  }

  /** The row id of the key's bucket. */
  long bucket() {
    return bucket.id();
  }

  ObjectKey key() {
    return key;
  }

  Signer signer() {
    return signer;
  }

  /** The versions that decide. */
  KeyVersions versions() {
    return before.versions();
  }

  Optional<ObjectVersion> current() {
    return versions().current();
  }

  /** The multipart upload that made a version. */
  Optional<UploadId> uploadOf(ObjectVersion version) {
    return Optional.ofNullable(before.rows().get(version.id())).flatMap(VersionRow::upload);
  }

  BucketConfiguration configuration() {
    return tables.settings().configurationToWrite(bucket.id());
  }

  /** The version that a client names, if there is one. */
  Optional<ObjectVersion> find(VersionName name) {
    Optional<ObjectVersion> version =
        switch (name) {
          case VersionName.Id(VersionId id) -> versions().find(id);
          case VersionName.Null() -> versions().nullVersion();
        };
    return version.filter(ObjectVersion::isVisible);
  }

  /**
   * Refuses a lock where there can be none.
   *
   * @throws S3Exception {@code InvalidRequest}
   */
  void requireObjectLock() {
    if (!configuration().objectLock()) {
      throw S3Exception.noObjectLock();
    }
  }

  /**
   * The version of an id.
   *
   * @throws S3Exception {@code NoSuchKey}
   */
  ObjectVersion require(VersionId version) {
    return versions().find(version).orElseThrow(() -> S3Exception.noSuchKey(key));
  }

  /**
   * Refuses to touch what a newer node wrote.
   *
   * @throws S3Exception {@code NotImplemented}
   */
  void refuseForeign(Optional<ObjectVersion> version) {
    if (version.filter(ObjectVersion::isForeign).isPresent()) {
      throw S3Exception.foreignVersion(key);
    }
  }

  /** The head of a null version that replaces {@code replaced} and nothing that stands beside. */
  VersionHead newHead(List<ObjectVersion> replaced) {
    replaced.forEach(version -> refuseForeign(Optional.of(version)));
    List<ObjectVersion> others =
        versions().beside().stream().filter(version -> !replaced.contains(version)).toList();
    Stamp stamp = signer.behind(latest());
    return VersionHead.written(
        key,
        signer.fresh(),
        true,
        stamp,
        replaced.isEmpty() ? Replaced.NOTHING : Replaced.by(replaced, others));
  }

  /** The head of what is written now: a version of its own, or in place of the null version. */
  VersionHead newHead() {
    return configuration().keepsVersions()
        ? VersionHead.written(key, signer.fresh(), false, signer.behind(latest()), Replaced.NOTHING)
        : newHead(versions().nullVersion().stream().toList());
  }

  /** A version that somebody else wrote, as one that replaces another whatever their times say. */
  StoredVersion behind(StoredVersion version, ObjectVersion replaced) {
    List<ObjectVersion> others =
        versions().beside().stream().filter(each -> !each.equals(replaced)).toList();
    Stamp stamp = version.stamp();
    long clock = Stamp.clockBehind(replaced.newest().clock(), stamp.time());
    return version.withHead(
        VersionHead.written(
            key,
            version.id(),
            version.isNull(),
            new Stamp(clock, stamp.writer()),
            Replaced.by(List.of(replaced), others)));
  }

  /** What a write has to come behind, so that it is what is current then. */
  private Optional<ObjectVersion> latest() {
    return versions().versions().stream().max(Comparator.comparing(ObjectVersion::newest));
  }

  /** What the key becomes with a version more, or with what is newly known of one. */
  KeyVersions with(ObjectVersion version) {
    return versions().with(version, configuration().versioningSince());
  }

  /** Stores a version whose bytes, if they are new, are known to this bucket already. */
  Made store(ObjectVersion version) {
    return store(version, new News(with(version), Optional.empty(), false, Cause.LOCAL));
  }

  /** Stores what the key has become because of a version. */
  Made store(ObjectVersion version, News news) {
    Optional<OriginQueueing> queueing = OriginQueueing.of(this, news);
    int logged = tables.records().store(bucket.id(), key, before, news);
    queueing.ifPresent(OriginQueueing::queue);
    return new Made(Optional.of(version), logged, released(before.versions(), news.versions()));
  }

  /** The blobs of versions that a key had and has no more. */
  static List<BlobHash> released(KeyVersions before, KeyVersions after) {
    List<BlobHash> released = new ArrayList<>();
    for (ObjectVersion version : before.versions()) {
      if (after.find(version.id()).filter(each -> !each.isRemoved()).isEmpty()) {
        KeyRecords.used(version).forEach(used -> released.add(used.hash()));
      }
    }
    return released;
  }
}
