package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * How far the buckets are whose documents are made of all that they have. Confined to its session's
 * thread.
 */
public final class BackfillTable {

  private final Session session;

  BackfillTable(Session session) {
    this.session = session;
  }

  /** What is to be done, as the column {@code lost} has it. */
  private enum Stage {
    LOGGED(0),
    LOST(1),
    AWAITED(2);

    private final int code;

    Stage(int code) {
      this.code = code;
    }
  }

  /** Notes that the document of a bucket is lost: what it showed is to be forgotten. */
  public void lose(long bucket) {
    put(bucket, Stage.LOST, new byte[0], new byte[0]);
  }

  /** Notes that what other members have of a bucket is to come before it is logged. */
  public void await(long bucket) {
    put(bucket, Stage.AWAITED, new byte[0], new byte[0]);
  }

  /** Begins to log what a bucket has. */
  public void begin(long bucket) {
    put(bucket, Stage.LOGGED, new byte[0], new byte[0]);
  }

  /** Notes the version that was logged last. */
  public void proceed(Named after) {
    put(after.bucket(), Stage.LOGGED, after.key().bytes(), after.version().bytes());
  }

  /** Notes the key of what a plugin keeps that was logged last, behind all versions. */
  public void proceed(long bucket, Optional<DocumentKey> after) {
    session.update(
        "UPDATE backfill SET plugin_after = ? WHERE bucket = ?",
        after.map(DocumentKey::text).orElse(new byte[0]),
        bucket);
  }

  /** Whether all versions of a bucket are logged, and what plugins keep is not. */
  public boolean isAtPlugins(long bucket) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM backfill WHERE bucket = ? AND plugin_after IS NOT NULL)",
            bucket)
        == 1;
  }

  /** The key of what a plugin keeps that was logged last; nothing before the first. */
  public Optional<DocumentKey> afterPlugins(long bucket) {
    return session.first(
        "SELECT plugin_after FROM backfill WHERE bucket = ? AND length(plugin_after) > 0",
        row -> DocumentKey.of(DocumentKey.PLUGIN, row.bytes(1)),
        bucket);
  }

  /** Ends it, or gives it up. */
  public void remove(long bucket) {
    session.update("DELETE FROM backfill WHERE bucket = ?", bucket);
  }

  /** Whether a bucket is still to be logged. */
  public boolean contains(long bucket) {
    return session.number("SELECT EXISTS (SELECT 1 FROM backfill WHERE bucket = ?)", bucket) == 1;
  }

  /** The version of a bucket that was logged last. */
  public Optional<Named> after(long bucket) {
    return session.first(
        "SELECT after, after_id FROM backfill WHERE bucket = ? AND length(after) > 0",
        row -> new Named(bucket, ObjectKey.of(row.bytes(1)), row.version(2)),
        bucket);
  }

  /** The buckets whose documents are lost. */
  public List<Long> lost() {
    return at(Stage.LOST);
  }

  /** The buckets of which others have to be heard before they are logged. */
  public List<Long> awaiting() {
    return at(Stage.AWAITED);
  }

  /** Whether others have to be heard before a bucket is logged. */
  public boolean awaits(long bucket) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM backfill WHERE bucket = ? AND lost = ?)",
            bucket,
            Stage.AWAITED.code)
        == 1;
  }

  /** The buckets that are being logged. */
  public List<Long> all() {
    return at(Stage.LOGGED);
  }

  private List<Long> at(Stage stage) {
    return session.all(
        "SELECT bucket FROM backfill WHERE lost = ?", row -> row.number(1), stage.code);
  }

  private void put(long bucket, Stage stage, byte[] key, byte[] version) {
    session.update(
        "INSERT OR REPLACE INTO backfill (bucket, lost, after, after_id) VALUES (?, ?, ?, ?)",
        bucket,
        stage.code,
        key,
        version);
  }
}
