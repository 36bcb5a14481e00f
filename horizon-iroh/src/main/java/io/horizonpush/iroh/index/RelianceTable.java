package io.horizonpush.iroh.index;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BlobHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What others promised this node: to keep the bytes of blobs, as of a bucket, until a time; and the
 * blobs whose bytes went from here because of that. Confined to its session's thread.
 *
 * <p>Every question is noted before it is asked, and a promise counts as the answer to the question
 * that is noted. {@link #strike} strikes out questions and promises alike, so that an answer which
 * comes later counts for nothing.
 */
public final class RelianceTable {

  private final Session session;

  RelianceTable(Session session) {
    this.session = session;
  }

  /** A blob as a bucket has it, and a node that keeps it or is asked to. */
  public record Asked(BlobHash hash, long bucket, NodeId node) {}

  /** A blob whose bytes went from here, as a bucket has it. */
  public record Relied(long bucket, BlobHash hash) {}

  /** A node that promised something, and until when. */
  public record Promise(NodeId node, Instant ends) {}

  /** Notes a question before it is asked. What was promised before is still promised. */
  public void note(Asked asked, long question) {
    session.update(
        "INSERT INTO promise_got (hash, bucket, node, question, ends) VALUES (?, ?, ?, ?, 0)"
            + " ON CONFLICT (hash, bucket, node) DO UPDATE SET question = excluded.question",
        asked.hash(),
        asked.bucket(),
        asked.node().bytes(),
        question);
  }

  /** Notes a promise, unless its question was struck out meanwhile or another was asked. */
  public boolean promised(Asked asked, long question, Instant ends) {
    return session.update(
            "UPDATE promise_got SET ends = ?"
                + " WHERE hash = ? AND bucket = ? AND node = ? AND question = ?",
            ends.toEpochMilli(),
            asked.hash(),
            asked.bucket(),
            asked.node().bytes(),
            question)
        == 1;
  }

  /** Notes that a node does not promise: what it promised before may be lost to it. */
  public void refused(Asked asked, long question) {
    session.update(
        "DELETE FROM promise_got WHERE hash = ? AND bucket = ? AND node = ? AND question = ?",
        asked.hash(),
        asked.bucket(),
        asked.node().bytes(),
        question);
  }

  /** Waits for no answer any more; what was promised before is still promised. */
  public void unanswered(Asked asked, long question) {
    session.update(
        "DELETE FROM promise_got"
            + " WHERE hash = ? AND bucket = ? AND node = ? AND question = ? AND ends = 0",
        asked.hash(),
        asked.bucket(),
        asked.node().bytes(),
        question);
  }

  /** The nodes that promised something in a bucket. */
  public List<NodeId> promisers(long bucket) {
    return session.all(
        "SELECT DISTINCT node FROM promise_got WHERE bucket = ?",
        row -> NodeId.of(row.bytes(1)),
        bucket);
  }

  /**
   * Forgets some of what a node promised in a bucket, and how much that was: what counted on it is
   * to be looked at now.
   */
  public int forgetSome(long bucket, NodeId node, int limit) {
    List<BlobHash> some =
        session.all(
            "SELECT hash FROM promise_got WHERE bucket = ? AND node = ? LIMIT ?",
            row -> row.hash(1),
            bucket,
            node.bytes(),
            limit);
    for (BlobHash hash : some) {
      session.update("UPDATE reliance SET due = 0 WHERE bucket = ? AND hash = ?", bucket, hash);
      forget(new Asked(hash, bucket, node));
    }
    return some.size();
  }

  /** Forgets all that was promised: what counted on that is to be looked at now. */
  public void forgetAll() {
    session.update("UPDATE reliance SET due = 0");
    session.update("DELETE FROM promise_got");
  }

  /**
   * The clocks of promises.
   *
   * @param given for how long this node has been running in all
   * @param got the time, as late as it was ever seen
   */
  public record StoredClocks(Duration given, Instant got) {}

  /** The clocks as they were stored last. */
  public StoredClocks clocks() {
    return session
        .first(
            "SELECT given, got FROM promise_clock",
            row ->
                new StoredClocks(
                    Duration.ofMillis(row.number(1)), Instant.ofEpochMilli(row.number(2))))
        .orElseThrow();
  }

  /** Stores the clocks. */
  public void store(StoredClocks clocks) {
    session.update(
        "UPDATE promise_clock SET given = ?, got = ?",
        clocks.given().toMillis(),
        clocks.got().toEpochMilli());
  }

  /** Forgets some promises that are over, and questions that nobody has answered; how many. */
  public int removeOver(Instant now, int limit) {
    return session.update(
        "DELETE FROM promise_got WHERE (hash, bucket, node) IN"
            + " (SELECT hash, bucket, node FROM promise_got WHERE ends <= ? LIMIT ?)",
        now.toEpochMilli(),
        limit);
  }

  /** The buckets in which this node counts on others, or others promised something. */
  public List<Long> buckets() {
    return session.all(
        "SELECT DISTINCT bucket FROM reliance UNION SELECT DISTINCT bucket FROM promise_got",
        row -> row.number(1));
  }

  /** Forgets what a node promised, or may have been about to. */
  public void forget(Asked asked) {
    session.update(
        "DELETE FROM promise_got WHERE hash = ? AND bucket = ? AND node = ?",
        asked.hash(),
        asked.bucket(),
        asked.node().bytes());
  }

  /** Counts on nobody for a blob any more, and takes no answer to what was asked. */
  void strike(BlobHash hash) {
    session.update("DELETE FROM promise_got WHERE hash = ?", hash);
  }

  /** What was promised of a blob as a bucket has it, and is not over; what lasts longest first. */
  public List<Promise> promises(BlobHash hash, long bucket, Instant now) {
    return session.all(
        "SELECT node, ends FROM promise_got WHERE hash = ? AND bucket = ? AND ends > ?"
            + " ORDER BY ends DESC",
        row -> new Promise(NodeId.of(row.bytes(1)), Instant.ofEpochMilli(row.number(2))),
        hash,
        bucket,
        now.toEpochMilli());
  }

  /**
   * The buckets whose readers are given the bytes that are here of a blob, or parts of them: those
   * who need others to keep it, if these go.
   */
  public List<Long> served(BlobHash hash) {
    return session.all(
        "SELECT DISTINCT u.bucket FROM blob_use u WHERE u.hash = ?1 AND (u.held > 0"
            + " OR EXISTS (SELECT 1 FROM fetch f WHERE f.hash = ?1 AND f.bucket = u.bucket))",
        row -> row.number(1),
        hash);
  }

  /** Notes that the bytes of a blob go, and when its promises are to be looked at. */
  public void rely(Relied relied, Instant due) {
    session.update(
        "INSERT OR REPLACE INTO reliance (bucket, hash, due) VALUES (?, ?, ?)",
        relied.bucket(),
        relied.hash(),
        due.toEpochMilli());
  }

  /** Whether bytes of a blob went from a bucket because others keep them. */
  public boolean isRelied(Relied relied) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM reliance WHERE bucket = ? AND hash = ?)",
            relied.bucket(),
            relied.hash())
        == 1;
  }

  /** Some blobs whose promises are to be looked at, the most urgent first. */
  public List<Relied> due(Instant now, int limit) {
    return session.all(
        "SELECT bucket, hash FROM reliance WHERE due <= ? ORDER BY due LIMIT ?",
        row -> new Relied(row.number(1), row.hash(2)),
        now.toEpochMilli(),
        limit);
  }

  /** Counts on nobody for a blob as a bucket has it: its bytes are back, or nothing needs them. */
  public void end(Relied relied) {
    session.update(
        "DELETE FROM reliance WHERE bucket = ? AND hash = ?", relied.bucket(), relied.hash());
    session.update(
        "DELETE FROM promise_got WHERE bucket = ? AND hash = ?", relied.bucket(), relied.hash());
  }

  /** Forgets some of what was relied on in a bucket that is gone; tells how much. */
  public int removeSome(long bucket, int limit) {
    int removed =
        session.update(
            "DELETE FROM reliance WHERE (bucket, hash) IN"
                + " (SELECT bucket, hash FROM reliance WHERE bucket = ? LIMIT ?)",
            bucket,
            limit);
    return removed
        + session.update(
            "DELETE FROM promise_got WHERE (hash, bucket, node) IN"
                + " (SELECT hash, bucket, node FROM promise_got WHERE bucket = ? LIMIT ?)",
            bucket,
            limit);
  }

  /** How many blobs others keep for this node. */
  public long count() {
    return session.number("SELECT count(*) FROM reliance");
  }
}
