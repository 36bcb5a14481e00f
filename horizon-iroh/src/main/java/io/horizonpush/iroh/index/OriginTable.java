package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.VersionId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What origins have of the versions here, and what is still to be told them. Confined to its
 * session's thread.
 */
public final class OriginTable {

  private final Session session;

  OriginTable(Session session) {
    this.session = session;
  }

  /** A version of a bucket. */
  public record Named(long bucket, ObjectKey key, VersionId version) {}

  /**
   * Notes that an origin has a version, and that what was to be uploaded of it there is done;
   * unless something else is to be done at that key since, which the confirmation says nothing of.
   *
   * @return whether it counts
   */
  boolean confirm(Named of, Confirmation confirmation) {
    boolean overtaken = isOvertaken(of, confirmation);
    removeUpload(of, confirmation);
    if (overtaken) {
      return false;
    }
    session.update(
        "INSERT OR REPLACE INTO confirmation"
            + " (origin, origin_key, bucket, key, version, tag, size, hash)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        confirmation.origin().writer().bytes(),
        confirmation.originKey(),
        of.bucket(),
        of.key().bytes(),
        of.version().bytes(),
        confirmation.tag(),
        confirmation.size(),
        confirmation.hash());
    return true;
  }

  private boolean isOvertaken(Named of, Confirmation confirmation) {
    return session.number(
            "SELECT coalesce(max(id), 0) > coalesce(max(CASE WHEN bucket = ? AND key = ?"
                + " AND version = ? AND deletion = 0 THEN id END), 0)"
                + " FROM origin_task WHERE origin = ? AND origin_key = ?",
            of.bucket(),
            of.key().bytes(),
            of.version().bytes(),
            confirmation.origin().writer().bytes(),
            confirmation.originKey())
        == 1;
  }

  private void removeUpload(Named of, Confirmation confirmation) {
    session.update(
        "DELETE FROM origin_task WHERE bucket = ? AND key = ? AND version = ?"
            + " AND origin = ? AND origin_key = ? AND deletion = 0",
        of.bucket(),
        of.key().bytes(),
        of.version().bytes(),
        confirmation.origin().writer().bytes(),
        confirmation.originKey());
  }

  /** The tag of what an origin confirmed to have at a key; nothing where it confirmed nothing. */
  public Optional<String> tag(OriginId origin, String originKey) {
    return session.first(
        "SELECT tag FROM confirmation WHERE origin = ? AND origin_key = ?",
        row -> row.text(1),
        origin.writer().bytes(),
        originKey);
  }

  /** Takes back every confirmation of an origin's key; the versions that had one. */
  List<Named> withdraw(OriginId origin, String originKey) {
    List<Named> named =
        session.all(
            "SELECT bucket, key, version FROM confirmation WHERE origin = ? AND origin_key = ?",
            row -> new Named(row.number(1), ObjectKey.of(row.bytes(2)), row.version(3)),
            origin.writer().bytes(),
            originKey);
    session.update(
        "DELETE FROM confirmation WHERE origin = ? AND origin_key = ?",
        origin.writer().bytes(),
        originKey);
    return named;
  }

  /** A bucket whose confirmations are to be held against the list of its origins. */
  public Optional<Long> toReview() {
    return session.first("SELECT bucket FROM confirmation_review", row -> row.number(1));
  }

  /** Notes that all of them were. */
  public void reviewed(long bucket) {
    session.update("DELETE FROM confirmation_review WHERE bucket = ?", bucket);
  }

  /** An origin that confirmed something of a bucket and is none of some. */
  Optional<OriginId> unlisted(long bucket, Set<OriginId> listed) {
    Optional<OriginId> origin = confirming(bucket, new byte[0]);
    while (origin.filter(listed::contains).isPresent()) {
      origin = confirming(bucket, origin.get().writer().bytes());
    }
    return origin;
  }

  private Optional<OriginId> confirming(long bucket, byte[] after) {
    return session.first(
        "SELECT origin FROM confirmation WHERE bucket = ? AND origin > ? ORDER BY origin LIMIT 1",
        row -> new OriginId(row.writer(1)),
        bucket,
        after);
  }

  /** Takes back some of what an origin confirmed of a bucket; the versions that it had. */
  List<Named> withdraw(OriginId origin, long bucket, int limit) {
    List<Named> named =
        session.all(
            "SELECT key, version FROM confirmation WHERE bucket = ? AND origin = ? LIMIT ?",
            row -> new Named(bucket, ObjectKey.of(row.bytes(1)), row.version(2)),
            bucket,
            origin.writer().bytes(),
            limit);
    named.forEach(each -> withdraw(each, origin));
    return named;
  }

  /** Takes back what an origin confirmed of a version. */
  void withdraw(Named of, OriginId origin) {
    session.update(
        "DELETE FROM confirmation WHERE bucket = ? AND key = ? AND version = ? AND origin = ?",
        of.bucket(),
        of.key().bytes(),
        of.version().bytes(),
        origin.writer().bytes());
  }

  /** The origins that have something of a key, or to which something of it is to be done. */
  public List<OriginId> places(long bucket, ObjectKey key) {
    return session.all(
        "SELECT origin FROM confirmation WHERE bucket = ? AND key = ?"
            + " UNION SELECT origin FROM origin_task WHERE bucket = ? AND key = ?",
        row -> new OriginId(row.writer(1)),
        bucket,
        key.bytes(),
        bucket,
        key.bytes());
  }

  /** What origins have of a version. */
  public List<Confirmation> confirmations(Named of) {
    return session.all(
        "SELECT origin, origin_key, tag, size, hash FROM confirmation"
            + " WHERE bucket = ? AND key = ? AND version = ?",
        row ->
            new Confirmation(
                new OriginId(row.writer(1)), row.text(2), row.text(3), row.number(4), row.text(5)),
        of.bucket(),
        of.key().bytes(),
        of.version().bytes());
  }

  /** The origins to which a version is still to be uploaded. */
  public List<OriginId> waiting(Named of) {
    return session.all(
        "SELECT DISTINCT origin FROM origin_task"
            + " WHERE bucket = ? AND key = ? AND version = ? AND deletion = 0",
        row -> new OriginId(row.writer(1)),
        of.bucket(),
        of.key().bytes(),
        of.version().bytes());
  }

  /** Forgets what origins have of a version that is gone. */
  void forget(Named of) {
    session.update(
        "DELETE FROM confirmation WHERE bucket = ? AND key = ? AND version = ?",
        of.bucket(),
        of.key().bytes(),
        of.version().bytes());
  }

  /** Forgets all about a bucket that was deleted. */
  public void removeAll(long bucket) {
    session.update("DELETE FROM confirmation WHERE bucket = ?", bucket);
    session.update("DELETE FROM origin_task WHERE bucket = ?", bucket);
    reviewed(bucket);
  }
}
