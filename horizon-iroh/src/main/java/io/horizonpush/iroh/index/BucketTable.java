package io.horizonpush.iroh.index;

import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3Exception;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The buckets, and those that were deleted but not yet swept. Confined to its session's thread. */
public final class BucketTable {

  private static final String COLUMNS =
      "id, name, replica, owner_id, owner_name, created, durability";

  private final Session session;

  BucketTable(Session session) {
    this.session = session;
  }

  /**
   * A bucket with what only this node knows of it.
   *
   * @param id names the bucket in every other table and is never used again
   */
  public record BucketRow(
      long id,
      BucketName name,
      Owner owner,
      Instant createdAt,
      Durability durability,
      ReplicaId replica) {

    /** The bucket as its owner sees it. */
    public Bucket bucket(Map<BucketSetting, String> settings) {
      return new Bucket(name, owner, createdAt, durability, settings);
    }
  }

  /** A deleted bucket. */
  public record DoomedBucket(long id, ReplicaId replica) {}

  public Optional<BucketRow> find(BucketName name) {
    return session.first(
        "SELECT " + COLUMNS + " FROM bucket WHERE name = ?", BucketTable::row, name.value());
  }

  /**
   * The bucket of this name.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  public BucketRow require(BucketName name) {
    return find(name).orElseThrow(() -> S3Exception.noSuchBucket(name));
  }

  /** The bucket of this id, unless it was deleted. */
  public Optional<BucketRow> find(long id) {
    return session.first("SELECT " + COLUMNS + " FROM bucket WHERE id = ?", BucketTable::row, id);
  }

  /** Every bucket, by name. */
  public List<BucketRow> all() {
    return session.all("SELECT " + COLUMNS + " FROM bucket ORDER BY name", BucketTable::row);
  }

  public void insert(Bucket bucket, ReplicaId replica) {
    session.update(
        "INSERT INTO bucket (name, replica, owner_id, owner_name, created, durability)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        bucket.name().value(),
        replica.hex(),
        bucket.owner().id(),
        bucket.owner().displayName(),
        bucket.createdAt().toEpochMilli(),
        code(bucket.durability()));
  }

  public void setDurability(long id, Durability durability) {
    session.update("UPDATE bucket SET durability = ? WHERE id = ?", code(durability), id);
  }

  /** Makes a bucket disappear at once; its rows and document wait to be swept. */
  public void doom(BucketRow bucket) {
    session.update(
        "INSERT INTO doomed_bucket (id, replica) VALUES (?, ?)",
        bucket.id(),
        bucket.replica().hex());
    session.update("DELETE FROM bucket WHERE id = ?", bucket.id());
  }

  public List<DoomedBucket> doomed() {
    return session.all(
        "SELECT id, replica FROM doomed_bucket",
        row -> new DoomedBucket(row.number(1), new ReplicaId(row.text(2))));
  }

  /** Whether the bucket of this id was deleted and waits for its sweep. */
  public boolean isDoomed(long id) {
    return session.number("SELECT EXISTS (SELECT 1 FROM doomed_bucket WHERE id = ?)", id) == 1;
  }

  /** Ends the sweep of a deleted bucket. */
  public void forget(DoomedBucket bucket) {
    session.update("DELETE FROM doomed_bucket WHERE id = ?", bucket.id());
  }

  private static BucketRow row(Row row) {
    return new BucketRow(
        row.number(1),
        new BucketName(row.text(2)),
        new Owner(row.text(4), row.text(5)),
        Instant.ofEpochMilli(row.number(6)),
        durability(row.number(7)),
        new ReplicaId(row.text(3)));
  }

  private static int code(Durability durability) {
    return switch (durability) {
      case STRICT -> 0;
      case RELAXED -> 1;
    };
  }

  private static Durability durability(long code) {
    return code == 1 ? Durability.RELAXED : Durability.STRICT;
  }
}
