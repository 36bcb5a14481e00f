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
   * @param secret encrypted; nothing for one that this node can only read
   */
  public record DocumentRow(long bucket, long epoch, ReplicaId replica, Optional<String> secret) {

    /** What the secret of a document is encrypted for. */
    public static String secretName(ReplicaId replica) {
      return "document " + replica.hex();
    }
  }

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
        document.secret().orElse(null));
  }

  /** Notes the secret of a document that could only be read. */
  public void unlock(DocumentRow document, String secret) {
    session.update(
        "UPDATE document SET secret = ? WHERE bucket = ? AND epoch = ?",
        secret,
        document.bucket(),
        document.epoch());
  }

  public void removeAll(long bucket) {
    session.update("DELETE FROM document WHERE bucket = ?", bucket);
  }

  private static DocumentRow row(Row row) {
    return new DocumentRow(
        row.number(1), row.number(2), new ReplicaId(row.text(3)), row.optionalText(4));
  }
}
