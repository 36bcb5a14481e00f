package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ObjectKey;
import java.time.Instant;
import java.util.Optional;

/** How far the scrubber is. Confined to its session's thread. */
public final class ScrubTable {

  private final Session session;

  ScrubTable(Session session) {
    this.session = session;
  }

  /**
   * One reading of everything.
   *
   * @param blob the last that was read
   * @param version the last that was looked at
   * @param versions how many were looked at
   * @param damaged what was found: groups of blobs, and small bodies
   */
  public record Pass(
      Instant began,
      Optional<BlobHash> blob,
      Optional<Named> version,
      long versions,
      long damaged) {

    /** A reading that begins now. */
    public static Pass begin(Instant now) {
      return new Pass(now, Optional.empty(), Optional.empty(), 0, 0);
    }
  }

  /**
   * The last reading that came to the end.
   *
   * @param damaged what it had found
   */
  public record Ended(Instant at, long versions, long damaged) {}

  /** The reading that goes on; nothing between two of them. */
  public Optional<Pass> pass() {
    return session.first(
        "SELECT began, versions, damaged, blob, bucket, key, version FROM scrub"
            + " WHERE began IS NOT NULL",
        row ->
            new Pass(
                Instant.ofEpochMilli(row.number(1)),
                row.optionalBytes(4).map(BlobHash::of),
                row.optionalNumber(5)
                    .map(bucket -> new Named(bucket, ObjectKey.of(row.bytes(6)), row.version(7))),
                row.number(2),
                row.number(3)));
  }

  /** The last reading that came to the end, if there was one. */
  public Optional<Ended> ended() {
    return session.first(
        "SELECT ended, ended_versions, ended_damaged FROM scrub WHERE ended IS NOT NULL",
        row -> new Ended(Instant.ofEpochMilli(row.number(1)), row.number(2), row.number(3)));
  }

  /** Notes how far a reading is. */
  public void put(Pass pass) {
    session.update(
        "UPDATE scrub SET began = ?, blob = ?, bucket = ?, key = ?, version = ?, versions = ?,"
            + " damaged = ?",
        pass.began().toEpochMilli(),
        pass.blob().map(BlobHash::bytes).orElse(null),
        pass.version().map(Named::bucket).orElse(null),
        pass.version().map(last -> last.key().bytes()).orElse(null),
        pass.version().map(last -> last.version().bytes()).orElse(null),
        pass.versions(),
        pass.damaged());
  }

  /** Notes that a reading came to the end. */
  public void end(Ended ended) {
    session.update(
        "UPDATE scrub SET began = NULL, ended = ?, ended_versions = ?, ended_damaged = ?",
        ended.at().toEpochMilli(),
        ended.versions(),
        ended.damaged());
  }
}
