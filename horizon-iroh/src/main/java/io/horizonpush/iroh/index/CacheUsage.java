package io.horizonpush.iroh.index;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many bytes of blobs are here, and what may become of them: counted anew each time. Bytes in
 * the index, of small objects, are none of them. Confined to its session's thread.
 */
public final class CacheUsage {

  /** Blobs with bytes here; what is here in part counts whole. */
  private static final String HERE = " b.residency IN (1, 2)";

  private static final String PINNED = "SELECT hash FROM pinned_blob";

  private final Session session;

  CacheUsage(Session session) {
    this.session = session;
  }

  /** All of them. */
  public long bytes() {
    return session.number("SELECT coalesce(sum(b.length), 0) FROM blob b WHERE" + HERE);
  }

  /** Those that are to be here always. */
  public long pinned() {
    return session.number(
        "SELECT coalesce(sum(b.length), 0) FROM blob b WHERE"
            + HERE
            + " AND b.hash IN ("
            + PINNED
            + ")");
  }

  /**
   * Those that may go since origins have them.
   *
   * @param versioned buckets that show versions, of which an origin keeps but one
   */
  public long evictable(Collection<Long> versioned) {
    String buckets = versioned.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return session.number(
        "SELECT coalesce(sum(b.length), 0) FROM blob b WHERE"
            + HERE
            + " AND b.hash NOT IN ("
            + PINNED
            + ") AND EXISTS (SELECT 1 FROM blob_use u WHERE u.hash = b.hash)"
            + " AND NOT EXISTS (SELECT 1 FROM blob_use u WHERE u.hash = b.hash"
            + " AND (u.unconfirmed > 0 OR u.kind IN (2, 4, 5, 6) OR u.bucket IN ("
            + buckets
            + ")))");
  }

  /** Those that came through each bucket: one that came through several counts in each. */
  public Map<Long, Long> bytesByBucket() {
    return byBucket(
        "SELECT u.bucket, sum(b.length) FROM"
            + " (SELECT DISTINCT bucket, hash FROM blob_use WHERE held > 0) u"
            + " JOIN blob b ON b.hash = u.hash WHERE"
            + HERE
            + " GROUP BY u.bucket");
  }

  /** Those that are to be here always, for each bucket. */
  public Map<Long, Long> pinnedByBucket() {
    return byBucket(
        "SELECT u.bucket, sum(b.length) FROM (SELECT DISTINCT p.bucket, n.hash"
            + " FROM pinned_blob n JOIN pin p ON p.id = n.pin) u"
            + " JOIN blob b ON b.hash = u.hash WHERE"
            + HERE
            + " GROUP BY u.bucket");
  }

  /** Those that wait for their upload, for each bucket; small objects, too. */
  public Map<Long, Long> dirtyByBucket() {
    return byBucket("SELECT bucket, sum(size) FROM origin_task WHERE deletion = 0 GROUP BY bucket");
  }

  private Map<Long, Long> byBucket(String sql) {
    Map<Long, Long> bytes = new HashMap<>();
    session
        .all(sql, row -> Map.entry(row.number(1), row.number(2)))
        .forEach(each -> bytes.put(each.getKey(), each.getValue()));
    return bytes;
  }
}
