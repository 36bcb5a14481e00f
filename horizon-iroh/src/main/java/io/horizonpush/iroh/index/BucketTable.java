package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3Exception;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The buckets, and those that were deleted but not yet swept. Confined to its session's thread. */
public final class BucketTable {

  private static final String SELECT =
      "SELECT id, uid, name, owner_id, owner_name, created, durability, document FROM bucket";

  private final Session session;
  private final Map<BucketId, BucketRow> known = new HashMap<>();

  BucketTable(Session session) {
    this.session = session;
  }

  /** Forgets what was read of rows that are undone. */
  void undone() {
    known.clear();
  }

  /**
   * A bucket's row.
   *
   * @param id names the bucket in every other table and is never used again
   */
  public record BucketRow(
      long id,
      BucketId uid,
      BucketName name,
      Owner owner,
      Instant createdAt,
      Durability durability,
      DocumentMode document) {

    /**
     * The bucket with what is set for it.
     *
     * @param shared what this node may do in it, if other nodes have it too
     */
    public Bucket bucket(
        Map<BucketSetting, String> settings,
        BucketConfiguration configuration,
        Optional<MemberMode> shared) {
      return new Bucket(
          uid, name, owner, createdAt, durability, document, settings, configuration, shared);
    }
  }

  public Optional<BucketRow> find(BucketName name) {
    return session.first(SELECT + " WHERE name = ?", BucketTable::row, name.value());
  }

  /** The bucket of this id, unless it was deleted. */
  public Optional<BucketRow> find(BucketId uid) {
    return session.first(SELECT + " WHERE uid = ?", BucketTable::row, uid.bytes());
  }

  /** The bucket of this row id, unless it was deleted. */
  public Optional<BucketRow> find(long id) {
    return session.first(SELECT + " WHERE id = ?", BucketTable::row, id);
  }

  /**
   * The bucket of this id.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  public BucketRow require(BucketId uid) {
    return find(uid).orElseThrow(S3Exception::noSuchBucket);
  }

  /**
   * The bucket of this id, remembered: only for the one session that writes, which sees every
   * change.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  public BucketRow requireToWrite(BucketId uid) {
    BucketRow row = known.get(uid);
    if (row == null) {
      row = require(uid);
      known.put(uid, row);
    }
    return row;
  }

  /**
   * The bucket of this name.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  public BucketRow require(BucketName name) {
    return find(name).orElseThrow(() -> S3Exception.noSuchBucket(name));
  }

  /** Every bucket, by name. */
  public List<BucketRow> all() {
    return session.all(SELECT + " ORDER BY name", BucketTable::row);
  }

  /** The first buckets behind a name, or of all, by name. */
  public List<BucketRow> some(Optional<BucketName> after, int most) {
    return session.all(
        SELECT + " WHERE name > ? ORDER BY name LIMIT ?",
        BucketTable::row,
        after.map(BucketName::value).orElse(""),
        most);
  }

  /** Adds a bucket, whose row id is made here. */
  public BucketRow insert(BucketRow bucket) {
    long id =
        session.insert(
            "INSERT INTO bucket (uid, name, owner_id, owner_name, created, durability, document)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            bucket.uid().bytes(),
            bucket.name().value(),
            bucket.owner().id(),
            bucket.owner().displayName(),
            bucket.createdAt().toEpochMilli(),
            code(bucket.durability()),
            code(bucket.document()));
    return new BucketRow(
        id,
        bucket.uid(),
        bucket.name(),
        bucket.owner(),
        bucket.createdAt(),
        bucket.durability(),
        bucket.document());
  }

  public void setOptions(long id, Durability durability, DocumentMode document) {
    session.update(
        "UPDATE bucket SET durability = ?, document = ? WHERE id = ?",
        code(durability),
        code(document),
        id);
    known.clear();
  }

  /** Makes a bucket disappear at once; its rows and documents wait to be swept. */
  public void doom(BucketRow bucket) {
    session.update("INSERT INTO doomed_bucket (id) VALUES (?)", bucket.id());
    session.update("DELETE FROM bucket WHERE id = ?", bucket.id());
    known.remove(bucket.uid());
  }

  /** The row ids of deleted buckets. */
  public List<Long> doomed() {
    return session.all("SELECT id FROM doomed_bucket", row -> row.number(1));
  }

  /** Ends the sweep of a deleted bucket. */
  public void forget(long id) {
    session.update("DELETE FROM doomed_bucket WHERE id = ?", id);
  }

  private static BucketRow row(Row row) {
    return new BucketRow(
        row.number(1),
        BucketId.of(row.bytes(2)),
        new BucketName(row.text(3)),
        new Owner(row.text(4), row.text(5)),
        Instant.ofEpochMilli(row.number(6)),
        row.number(7) == code(Durability.RELAXED) ? Durability.RELAXED : Durability.STRICT,
        row.number(8) == code(DocumentMode.ON_SHARE) ? DocumentMode.ON_SHARE : DocumentMode.EAGER);
  }

  private static int code(Durability durability) {
    return switch (durability) {
      case STRICT -> 0;
      case RELAXED -> 1;
    };
  }

  private static int code(DocumentMode document) {
    return switch (document) {
      case EAGER -> 0;
      case ON_SHARE -> 1;
    };
  }
}
