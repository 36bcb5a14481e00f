package io.horizonpush.iroh.index;

import io.horizonpush.iroh.replica.ReplicaId;
import java.util.List;
import java.util.Optional;

/** The documents of buckets, by epoch. Confined to its session's thread. */
public final class DocumentTable {

  private static final String SELECT = "SELECT bucket, epoch, replica, secret FROM document";

  private final Session session;

  DocumentTable(Session session) {
    this.session = session;
  }

  /**
   * A document of a bucket.
   *
   * @param epoch counts from 0; the highest is the one that is written
   * @param secret encrypted
   */
  public record DocumentRow(long bucket, long epoch, ReplicaId replica, String secret) {}

  /** The document that a bucket's changes go to, if it was made. */
  public Optional<DocumentRow> current(long bucket) {
    return session.first(
        SELECT + " WHERE bucket = ? ORDER BY epoch DESC LIMIT 1", DocumentTable::row, bucket);
  }

  /** Every document of a bucket, by epoch. */
  public List<DocumentRow> of(long bucket) {
    return session.all(SELECT + " WHERE bucket = ? ORDER BY epoch", DocumentTable::row, bucket);
  }

  /** Every document of all buckets, deleted ones included. */
  public List<DocumentRow> all() {
    return session.all(SELECT, DocumentTable::row);
  }

  public void insert(DocumentRow document) {
    session.update(
        "INSERT INTO document (bucket, epoch, replica, secret) VALUES (?, ?, ?, ?)",
        document.bucket(),
        document.epoch(),
        document.replica().hex(),
        document.secret());
  }

  public void removeAll(long bucket) {
    session.update("DELETE FROM document WHERE bucket = ?", bucket);
  }

  private static DocumentRow row(Row row) {
    return new DocumentRow(row.number(1), row.number(2), new ReplicaId(row.text(3)), row.text(4));
  }
}
