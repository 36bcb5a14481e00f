package io.horizonpush.iroh.index;

import io.horizonpush.iroh.replica.ReplicaId;
import java.util.List;
import java.util.Optional;

/** The documents of buckets, by epoch. Confined to its session's thread. */
public final class DocumentTable {

  private static final String SELECT = "SELECT bucket, epoch, replica, secret, whole FROM document";

  private final Session session;

  DocumentTable(Session session) {
    this.session = session;
  }

  /**
   * A document of a bucket.
   *
   * @param epoch counts from 0, the first, which what is said of members stays in; the highest has
   *     all else
   * @param secret encrypted; nothing for one that this node can only read
   * @param whole whether all is here that the epoch began with
   */
  public record DocumentRow(
      long bucket, long epoch, ReplicaId replica, Optional<String> secret, boolean whole) {

    /** One that is here as a whole. */
    public DocumentRow(long bucket, long epoch, ReplicaId replica, Optional<String> secret) {
      this(bucket, epoch, replica, secret, true);
    }

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

  /** The document that a bucket's first changes went to, if it was made. */
  public Optional<DocumentRow> first(long bucket) {
    return session.first(
        SELECT + " WHERE bucket = ? ORDER BY epoch LIMIT 1", DocumentTable::row, bucket);
  }

  /** Every document of a bucket, by epoch. */
  public List<DocumentRow> of(long bucket) {
    return session.all(SELECT + " WHERE bucket = ? ORDER BY epoch", DocumentTable::row, bucket);
  }

  /** Every document of all buckets, deleted ones included. */
  public List<DocumentRow> all() {
    return session.all(SELECT, DocumentTable::row);
  }

  /** Whether a document is one of a bucket. */
  public boolean contains(ReplicaId document) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM document WHERE replica = ?)", document.hex())
        == 1;
  }

  public void insert(DocumentRow document) {
    session.update(
        "INSERT INTO document (bucket, epoch, replica, secret, whole) VALUES (?, ?, ?, ?, ?)",
        document.bucket(),
        document.epoch(),
        document.replica().hex(),
        document.secret().orElse(null),
        document.whole() ? 1 : 0);
  }

  /** Puts a document in the place of the current one; the first one stays. */
  public void succeed(DocumentRow document) {
    session.update("DELETE FROM document WHERE bucket = ? AND epoch > 0", document.bucket());
    insert(document);
  }

  /** Notes whether all is here that an epoch began with. */
  public void complete(DocumentRow document, boolean whole) {
    session.update(
        "UPDATE document SET whole = ? WHERE bucket = ? AND epoch = ?",
        whole ? 1 : 0,
        document.bucket(),
        document.epoch());
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
        row.number(1),
        row.number(2),
        new ReplicaId(row.text(3)),
        row.optionalText(4),
        row.number(5) == 1);
  }
}
