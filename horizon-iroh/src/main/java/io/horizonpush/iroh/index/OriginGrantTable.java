package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.OriginId;
import java.util.List;

/**
 * Which buckets this node uses its origins for, as its operator said. Confined to its session's
 * thread.
 */
public final class OriginGrantTable {

  private final Session session;

  OriginGrantTable(Session session) {
    this.session = session;
  }

  /**
   * What an operator said of a bucket and an origin.
   *
   * @param allowed whether this node is to use the origin for the bucket
   */
  public record Grant(BucketId bucket, OriginId origin, boolean allowed) {}

  /** All that was said of buckets that are there. */
  public List<Grant> all() {
    return session.all(
        "SELECT b.uid, g.origin, g.allowed FROM origin_grant g JOIN bucket b ON b.id = g.bucket",
        row ->
            new Grant(BucketId.of(row.bytes(1)), new OriginId(row.writer(2)), row.number(3) == 1));
  }

  /** Notes what was said last. */
  public void put(long bucket, OriginId origin, boolean allowed) {
    session.update(
        "INSERT OR REPLACE INTO origin_grant (bucket, origin, allowed) VALUES (?, ?, ?)",
        bucket,
        origin.writer().bytes(),
        allowed ? 1 : 0);
  }

  /** Forgets what was said of a bucket and an origin. */
  public void remove(long bucket, OriginId origin) {
    session.update(
        "DELETE FROM origin_grant WHERE bucket = ? AND origin = ?",
        bucket,
        origin.writer().bytes());
  }

  /** Forgets what was said of an origin. */
  public void removeAll(OriginId origin) {
    session.update("DELETE FROM origin_grant WHERE origin = ?", origin.writer().bytes());
  }

  /** Forgets what was said of a bucket. */
  public void removeAll(long bucket) {
    session.update("DELETE FROM origin_grant WHERE bucket = ?", bucket);
    reviewed(bucket);
  }

  /** The buckets that had origins before anybody was asked. */
  public List<Long> unreviewed() {
    return session.all("SELECT bucket FROM origin_grant_review", row -> row.number(1));
  }

  /** Notes that the origins of a bucket were looked at. */
  public void reviewed(long bucket) {
    session.update("DELETE FROM origin_grant_review WHERE bucket = ?", bucket);
  }
}
