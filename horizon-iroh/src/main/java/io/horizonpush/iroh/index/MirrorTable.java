package io.horizonpush.iroh.index;

import java.util.List;

/** The buckets of which this node fetches all bytes. Confined to its session's thread. */
public final class MirrorTable {

  private final Session session;

  MirrorTable(Session session) {
    this.session = session;
  }

  /** Begins to fetch all of a bucket, or ends it. */
  public void set(long bucket, boolean mirrored) {
    session.update(
        mirrored
            ? "INSERT OR IGNORE INTO mirror (bucket) VALUES (?)"
            : "DELETE FROM mirror WHERE bucket = ?",
        bucket);
  }

  /** Whether all of a bucket is fetched. */
  public boolean has(long bucket) {
    return session.number("SELECT EXISTS (SELECT 1 FROM mirror WHERE bucket = ?)", bucket) == 1;
  }

  /** Every bucket of which all is fetched. */
  public List<Long> all() {
    return session.all("SELECT bucket FROM mirror ORDER BY bucket", row -> row.number(1));
  }
}
