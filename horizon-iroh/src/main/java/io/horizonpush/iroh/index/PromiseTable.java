package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.Use;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Residency;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What this node promised others: to keep the bytes of blobs, as of a bucket, until a time. Each
 * promise is a use of its blob, so that the blob stays whatever becomes of its records, and {@link
 * #end} alone ends it. Confined to its session's thread.
 */
public final class PromiseTable {

  private final Session session;
  private final BlobTable blobs;
  private final BlobUseTable uses;
  private final DamageTable damage;
  private final RelianceTable reliances;

  PromiseTable(
      Session session,
      BlobTable blobs,
      BlobUseTable uses,
      DamageTable damage,
      RelianceTable reliances) {
    this.session = session;
    this.blobs = blobs;
    this.uses = uses;
    this.damage = damage;
    this.reliances = reliances;
  }

  /** A blob as a bucket has it, and the node that was promised to keep it. */
  public record Given(BlobHash hash, long bucket, NodeId node) {}

  /**
   * Promises a node to keep a blob, if all of it is here, sound, through this bucket; what a record
   * of the bucket no longer names is promised to nobody anew. From then on this node counts on
   * nobody for the blob by what it was promised before: of two that count on each other, neither
   * would have it.
   */
  public boolean give(Given promise, Instant now, Instant ends) {
    Optional<BlobTable.BlobRow> row =
        blobs
            .find(promise.hash())
            .filter(each -> each.residency() == Residency.WHOLE)
            .filter(each -> each.place().map(damage::count).orElse(0L) == 0);
    if (row.isEmpty()
        || isStopped(promise.bucket(), now)
        || !uses.isHeld(promise.bucket(), promise.hash())
        || !uses.isNamed(promise.bucket(), promise.hash())) {
      return false;
    }
    reliances.strike(promise.hash());
    if (has(promise)) {
      session.update(
          "UPDATE promise_given SET ends = max(ends, ?)"
              + " WHERE hash = ? AND bucket = ? AND node = ?",
          ends.toEpochMilli(),
          promise.hash(),
          promise.bucket(),
          promise.node().bytes());
    } else {
      session.update(
          "INSERT INTO promise_given (hash, bucket, node, ends) VALUES (?, ?, ?, ?)",
          promise.hash(),
          promise.bucket(),
          promise.node().bytes(),
          ends.toEpochMilli());
      uses.add(use(promise.bucket()), List.of(new Used(promise.hash(), row.get().length())));
    }
    return true;
  }

  /** Whether a promise was given, and has not ended. */
  public boolean has(Given promise) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM promise_given"
                + " WHERE hash = ? AND bucket = ? AND node = ?)",
            promise.hash(),
            promise.bucket(),
            promise.node().bytes())
        == 1;
  }

  /** What is kept for others holds up no eviction otherwise: no origin is to confirm it. */
  private static Use use(long bucket) {
    return new Use(bucket, Kind.PROMISED, false, false);
  }

  /** Ends promises before their time, because whoever got them no longer counts on them. */
  public void release(Given promise) {
    if (session.update(
            "DELETE FROM promise_given WHERE hash = ? AND bucket = ? AND node = ?",
            promise.hash(),
            promise.bucket(),
            promise.node().bytes())
        == 1) {
      dropUse(promise);
    }
  }

  /** Whether the time of some promise is over. */
  public boolean isAnyOver(Instant now) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM promise_given WHERE ends <= ?)", now.toEpochMilli())
        == 1;
  }

  /** Ends some promises whose time is over; tells how many. */
  public int end(Instant now, int limit) {
    List<Given> over =
        session.all(
            "SELECT hash, bucket, node FROM promise_given WHERE ends <= ? ORDER BY ends LIMIT ?",
            PromiseTable::given,
            now.toEpochMilli(),
            limit);
    over.forEach(this::release);
    return over.size();
  }

  /** Ends some promises of a bucket that is gone; tells how many. */
  public int removeSome(long bucket, int limit) {
    List<Given> some =
        session.all(
            "SELECT hash, bucket, node FROM promise_given WHERE bucket = ? LIMIT ?",
            PromiseTable::given,
            bucket,
            limit);
    some.forEach(this::release);
    if (some.isEmpty()) {
      session.update("DELETE FROM promise_stop WHERE bucket = ?", bucket);
    }
    return some.size();
  }

  private void dropUse(Given promise) {
    blobs
        .find(promise.hash())
        .ifPresent(
            row ->
                uses.remove(
                    use(promise.bucket()), List.of(new Used(promise.hash(), row.length()))));
  }

  /** How many promises a node has, as far as that is of interest. */
  public long count(NodeId node, int most) {
    return session.number(
        "SELECT count(*) FROM (SELECT 1 FROM promise_given WHERE node = ? LIMIT ?)",
        node.bytes(),
        most);
  }

  /** How many promises there are. */
  public long count() {
    return session.number("SELECT count(*) FROM promise_given");
  }

  /** When the last promise in a bucket ends. */
  public Optional<Instant> last(long bucket) {
    return session.first(
        "SELECT ends FROM promise_given WHERE bucket = ? ORDER BY ends DESC LIMIT 1",
        row -> Instant.ofEpochMilli(row.number(1)),
        bucket);
  }

  /** Promises nothing in a bucket until a time. */
  public void stop(long bucket, Instant ends) {
    session.update(
        "INSERT OR REPLACE INTO promise_stop (bucket, ends) VALUES (?, ?)",
        bucket,
        ends.toEpochMilli());
  }

  private boolean isStopped(long bucket, Instant now) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM promise_stop WHERE bucket = ? AND ends > ?)",
            bucket,
            now.toEpochMilli())
        == 1;
  }

  /** Every promise. The caller closes the stream. */
  public Stream<Given> all() {
    return session.stream("SELECT hash, bucket, node FROM promise_given", PromiseTable::given);
  }

  private static Given given(Row row) {
    return new Given(row.hash(1), row.number(2), NodeId.of(row.bytes(3)));
  }
}
