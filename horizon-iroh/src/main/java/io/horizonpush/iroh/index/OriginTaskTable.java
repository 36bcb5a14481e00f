package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done at origins, one row for a key of a bucket at an origin. Confined to its
 * session's thread.
 */
public final class OriginTaskTable {

  private static final String COLUMNS =
      "t.id, t.bucket, b.uid, t.key, t.version, t.origin, t.origin_key, t.deletion, t.size,"
          + " t.clock, t.writer, t.queued, t.due, t.attempts, t.expected, t.stuck, t.upload, t.upload_version";

  /** When what waits is due: never, as long as it does. */
  private static final long NEVER = Long.MAX_VALUE;

  private static final String FROM = " FROM origin_task t JOIN bucket b ON b.id = t.bucket ";

  private final Session session;

  OriginTaskTable(Session session) {
    this.session = session;
  }

  /**
   * What is to be done.
   *
   * @param of the version that the key has here
   * @param origin where
   * @param originKey there
   * @param deletion whether there is to be nothing
   * @param size of what is to be uploaded
   * @param stamp of what made it so
   */
  public record Errand(
      Named of, OriginId origin, String originKey, boolean deletion, long size, Stamp stamp) {}

  /**
   * A row.
   *
   * @param uid of the bucket
   */
  public record TaskRow(long id, BucketId uid, Errand errand, Progress progress) {}

  /**
   * How far it is.
   *
   * @param due when it is tried next
   * @param attempts that failed
   * @param expected the tag of what is at the origin, if it is known
   * @param stuck what somebody has to do about it
   */
  public record Progress(
      Instant queued,
      Instant due,
      int attempts,
      Optional<String> expected,
      Optional<String> stuck,
      Optional<UploadRow> upload) {}

  /**
   * An upload that was begun at an origin, and of which version.
   *
   * @param sealed its token
   */
  public record UploadRow(String sealed, VersionId version) {}

  /** How much there is at an origin. */
  public record LoadRow(long tasks, long size, Instant oldest, long stuck) {}

  /**
   * Queues what is to be done, in place of what was queued of the same key: it keeps that one's
   * turn, what is known of the origin's key, and an upload that is to be dropped there.
   *
   * @param expected the tag of what the origin has, if it is known
   * @param moves whether it is an upload of what another origin has
   */
  void queue(Errand errand, Instant now, Optional<String> expected, boolean moves) {
    queue(errand, now, expected, new Kind(false, moves));
  }

  /**
   * Queues the deletion of what is not to be at an origin any more, since the key goes to another:
   * behind what is to be uploaded of it.
   *
   * @param expected the tag of what the origin has, if it is known
   */
  void clear(Errand errand, Instant now, Optional<String> expected) {
    queue(errand, now, expected, new Kind(isUploading(errand.of()), false));
  }

  /** What the columns say beside the errand. */
  private record Kind(boolean waits, boolean moves) {}

  private void queue(Errand errand, Instant now, Optional<String> expected, Kind kind) {
    Optional<Progress> before = take(errand);
    Instant turn = before.map(Progress::due).filter(due -> due.isBefore(now)).orElse(now);
    insert(
        errand,
        new Progress(
            now,
            kind.waits() ? Instant.ofEpochMilli(NEVER) : turn,
            0,
            expected.or(() -> before.flatMap(Progress::expected)),
            Optional.empty(),
            before.flatMap(Progress::upload)),
        kind);
  }

  /** Whether something of a key is to be uploaded to some origin. */
  public boolean isUploading(Named of) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM origin_task WHERE bucket = ? AND key = ? AND deletion = 0)",
            of.bucket(),
            of.key().bytes())
        == 1;
  }

  /** Lets a deletion wait for what is to be uploaded of its key. */
  public void hold(long id) {
    session.update("UPDATE origin_task SET waits = 1, due = ? WHERE id = ?", NEVER, id);
  }

  /** Forgets what was to be done at a key of an origin, since it is as it is to be. */
  void cancel(Errand errand) {
    Optional<Progress> _ = take(errand);
  }

  private Optional<Progress> take(Errand errand) {
    Optional<TaskRow> row =
        session.first(
            "SELECT "
                + COLUMNS
                + FROM
                + "WHERE t.origin = ? AND t.origin_key = ? AND t.bucket = ? AND t.key = ?",
            OriginTaskTable::row,
            errand.origin().writer().bytes(),
            errand.originKey(),
            errand.of().bucket(),
            errand.of().key().bytes());
    row.ifPresent(each -> remove(each.id()));
    return row.map(TaskRow::progress);
  }

  private void insert(Errand errand, Progress progress, Kind kind) {
    session.update(
        "INSERT INTO origin_task (bucket, key, version, origin, origin_key, deletion, size,"
            + " clock, writer, queued, due, attempts, expected, stuck, upload, upload_version,"
            + " waits, moves) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        errand.of().bucket(),
        errand.of().key().bytes(),
        errand.of().version().bytes(),
        errand.origin().writer().bytes(),
        errand.originKey(),
        errand.deletion() ? 1 : 0,
        errand.size(),
        errand.stamp().clock(),
        errand.stamp().writer().bytes(),
        progress.queued().toEpochMilli(),
        progress.due().toEpochMilli(),
        progress.attempts(),
        progress.expected().orElse(null),
        progress.stuck().orElse(null),
        progress.upload().map(UploadRow::sealed).orElse(null),
        progress.upload().map(each -> each.version().bytes()).orElse(null),
        kind.waits() ? 1 : 0,
        kind.moves() ? 1 : 0);
  }

  /** A row by its id. */
  public Optional<TaskRow> find(long id) {
    return session.first("SELECT " + COLUMNS + FROM + "WHERE t.id = ?", OriginTaskTable::row, id);
  }

  /** Removes a row; tells whether it was there. */
  public boolean remove(long id) {
    return session.update("DELETE FROM origin_task WHERE id = ?", id) == 1;
  }

  /** The origins at which there is something to do. */
  public List<OriginId> origins() {
    return session.all(
        "SELECT origin FROM origin_queue ORDER BY origin", row -> new OriginId(row.writer(1)));
  }

  /** How much there is at an origin. */
  public Optional<LoadRow> load(OriginId origin) {
    byte[] id = origin.writer().bytes();
    return session.first(
        "SELECT tasks, size,"
            + " (SELECT min(queued) FROM origin_task WHERE origin = ? AND waits = 0),"
            + " (SELECT count(*) FROM origin_task WHERE origin = ? AND stuck IS NOT NULL)"
            + " FROM origin_queue WHERE origin = ?",
        row ->
            new LoadRow(
                row.number(1), row.number(2), Instant.ofEpochMilli(row.number(3)), row.number(4)),
        id,
        id,
        id);
  }

  /** What is to be uploaded to all origins and is at none of them yet, in bytes. */
  public long size() {
    return session.number("SELECT coalesce(sum(size - moving), 0) FROM origin_queue");
  }

  /** Some of what is due, in order. */
  public List<TaskRow> due(OriginId origin, Instant now, int limit) {
    return session.all(
        "SELECT "
            + COLUMNS
            + FROM
            + "WHERE t.origin = ? AND t.due <= ? ORDER BY t.due, t.id LIMIT ?",
        OriginTaskTable::row,
        origin.writer().bytes(),
        now.toEpochMilli(),
        limit);
  }

  /** Some of what waits for somebody, the oldest first. */
  public List<TaskRow> stuck(OriginId origin, int limit) {
    return session.all(
        "SELECT "
            + COLUMNS
            + FROM
            + "WHERE t.origin = ? AND t.stuck IS NOT NULL ORDER BY t.id LIMIT ?",
        OriginTaskTable::row,
        origin.writer().bytes(),
        limit);
  }

  /** The ids of what is to be done of a key, and does not wait for something else of it. */
  public List<Long> of(long bucket, ObjectKey key) {
    return session.all(
        "SELECT id FROM origin_task WHERE bucket = ? AND key = ? AND waits = 0 ORDER BY id",
        row -> row.number(1),
        bucket,
        key.bytes());
  }

  /** Whether a key is still to be deleted at some origin. */
  public boolean isToBeDeleted(long bucket, ObjectKey key) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM origin_task WHERE bucket = ? AND key = ? AND deletion = 1)",
            bucket,
            key.bytes())
        == 1;
  }

  /** Notes an upload that was begun, or that there is none. */
  public void begun(long id, Optional<UploadRow> upload) {
    session.update(
        "UPDATE origin_task SET upload = ?, upload_version = ? WHERE id = ?",
        upload.map(UploadRow::sealed).orElse(null),
        upload.map(each -> each.version().bytes()).orElse(null),
        id);
  }

  /** Puts off what failed. */
  public void putOff(long id, Instant until, Optional<String> stuck) {
    session.update(
        "UPDATE origin_task SET due = ?, attempts = attempts + 1, stuck = ? WHERE id = ?",
        until.toEpochMilli(),
        stuck.orElse(null),
        id);
  }

  /** Notes what is at an origin's key, for all that is to be done there. */
  public void seen(OriginId origin, String originKey, String tag) {
    session.update(
        "UPDATE origin_task SET expected = ? WHERE origin = ? AND origin_key = ?",
        tag,
        origin.writer().bytes(),
        originKey);
  }

  /** Makes some of what was put off due; tells how many. */
  public int retry(OriginId origin, Instant now, int limit) {
    return session.update(
        "UPDATE origin_task SET due = queued, stuck = NULL WHERE id IN"
            + " (SELECT id FROM origin_task WHERE origin = ? AND due > ? AND waits = 0 LIMIT ?)",
        origin.writer().bytes(),
        now.toEpochMilli(),
        limit);
  }

  private static TaskRow row(Row row) {
    Named of = new Named(row.number(2), ObjectKey.of(row.bytes(4)), row.version(5));
    return new TaskRow(
        row.number(1),
        BucketId.of(row.bytes(3)),
        new Errand(
            of,
            new OriginId(row.writer(6)),
            row.text(7),
            row.number(8) == 1,
            row.number(9),
            new Stamp(row.number(10), row.writer(11))),
        new Progress(
            Instant.ofEpochMilli(row.number(12)),
            Instant.ofEpochMilli(row.number(13)),
            row.small(14),
            row.optionalText(15),
            row.optionalText(16),
            row.optionalText(17).map(token -> new UploadRow(token, row.version(18)))));
  }
}
