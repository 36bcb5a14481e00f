package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.BucketImport;
import io.horizonpush.s3.store.BucketImport.At;
import io.horizonpush.s3.store.BucketImport.Counts;
import io.horizonpush.s3.store.BucketImport.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What buckets take over of what their origins had before. Confined to its session's thread. */
public final class ImportTable {

  /** The keys that are remembered by name of those that can be none here. */
  public static final int MOST_REFUSED = 100;

  private static final String COLUMNS =
      "bucket, state, describe, origin, place, seen, learnt, known, refused, trouble, begun, ended";

  private final Session session;

  ImportTable(Session session) {
    this.session = session;
  }

  /** The import of a bucket, the last one if none runs. */
  public Optional<BucketImport> find(long bucket) {
    return session.first(
        "SELECT " + COLUMNS + " FROM bucket_import WHERE bucket = ?", ImportTable::row, bucket);
  }

  /** The buckets whose imports run. */
  public List<Long> running() {
    return session.all(
        "SELECT bucket FROM bucket_import WHERE state = ? ORDER BY bucket",
        row -> row.number(1),
        State.RUNNING.name());
  }

  /** Notes how far an import is. */
  public void put(long bucket, BucketImport given) {
    session.update(
        "INSERT OR REPLACE INTO bucket_import ("
            + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        bucket,
        given.state().name(),
        given.describe() ? 1L : 0L,
        given.at().map(at -> at.origin().writer().bytes()).orElse(null),
        given.at().flatMap(At::place).orElse(null),
        given.counts().seen(),
        given.counts().learnt(),
        given.counts().known(),
        given.counts().refused(),
        given.trouble().orElse(null),
        given.begun().toEpochMilli(),
        given.ended().map(Instant::toEpochMilli).orElse(null));
  }

  /** Remembers keys that can be none here, as long as there are not too many. */
  public void refuse(long bucket, List<String> keys) {
    int left = MOST_REFUSED - refused(bucket).size();
    keys.stream()
        .limit(Math.max(0, left))
        .forEach(
            key ->
                session.update(
                    "INSERT OR IGNORE INTO bucket_import_refused (bucket, key) VALUES (?, ?)",
                    bucket,
                    key));
  }

  /** Some of the keys that can be none here, in order. */
  public List<String> refused(long bucket) {
    return session.all(
        "SELECT key FROM bucket_import_refused WHERE bucket = ? ORDER BY key",
        row -> row.text(1),
        bucket);
  }

  /** Forgets the import of a bucket. */
  public void remove(long bucket) {
    session.update("DELETE FROM bucket_import WHERE bucket = ?", bucket);
    session.update("DELETE FROM bucket_import_refused WHERE bucket = ?", bucket);
  }

  private static BucketImport row(Row row) {
    Optional<String> place = row.optionalText(5);
    return new BucketImport(
        State.valueOf(row.text(2)),
        row.number(3) == 1,
        row.optionalBytes(4).map(id -> new At(new OriginId(WriterId.of(id)), place)),
        new Counts(row.number(6), row.number(7), row.number(8), row.number(9)),
        row.optionalText(10),
        Instant.ofEpochMilli(row.number(11)),
        row.optionalNumber(12).map(Instant::ofEpochMilli));
  }
}
