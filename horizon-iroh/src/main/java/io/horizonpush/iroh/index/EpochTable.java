package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import java.util.List;
import java.util.Optional;

/** The documents that buckets go to, and those that they left. Confined to its session's thread. */
public final class EpochTable {

  private static final String SELECT =
      "SELECT bucket, epoch, replica, secret, phase, opens, tag, after, mark, bound FROM next_epoch";

  private final Session session;

  EpochTable(Session session) {
    this.session = session;
  }

  /** How far a bucket is on the way to its next document. */
  public enum Phase {
    /** What the document shows is gathered; all else goes on in the one before. */
    FOLLOWING(1),
    /** The records are made anew of what it shows; nothing is brought into either. */
    CHANGING(2),
    /** It is the bucket's; what this node says is brought into it before others hear of it. */
    PUBLISHING(3);

    private final int code;

    Phase(int code) {
      this.code = code;
    }

    private static Phase of(long code) {
      for (Phase each : values()) {
        if (each.code == code) {
          return each;
        }
      }
      throw new IllegalStateException("An epoch has a phase of number " + code);
    }
  }

  /**
   * The document that a bucket goes to.
   *
   * @param opens whether this node opens the epoch, with all that it has
   * @param after the key that was done last, while the records are made anew
   * @param mark the sequence of the log up to which this node's words belong to the opening
   * @param bound the sequence of this node's entries up to which what is gone is left out; 0 where
   *     nothing is
   */
  public record NextEpoch(
      DocumentRow document,
      Phase phase,
      boolean opens,
      Optional<DocumentKey> after,
      long mark,
      long bound) {

    /** One that is followed from now on. */
    public static NextEpoch followed(DocumentRow document) {
      return new NextEpoch(document, Phase.FOLLOWING, false, Optional.empty(), 0, 0);
    }

    /** One that this node opens. */
    public static NextEpoch opened(DocumentRow document, long bound) {
      return new NextEpoch(document, Phase.CHANGING, true, Optional.empty(), 0, bound);
    }

    public NextEpoch at(Phase next) {
      return new NextEpoch(document, next, opens, after, mark, bound);
    }

    public NextEpoch behind(DocumentKey key) {
      return new NextEpoch(document, phase, opens, Optional.of(key), mark, bound);
    }

    public NextEpoch publishing(long through) {
      return new NextEpoch(document, Phase.PUBLISHING, opens, after, through, bound);
    }
  }

  /** The document that a bucket goes to, if it goes to one. */
  public Optional<NextEpoch> next(long bucket) {
    return session.first(SELECT + " WHERE bucket = ?", EpochTable::row, bucket);
  }

  /** Every bucket that goes to another document. */
  public List<NextEpoch> all() {
    return session.all(SELECT + " ORDER BY bucket", EpochTable::row);
  }

  /** Notes how far a bucket is. */
  public void put(NextEpoch next) {
    DocumentRow document = next.document();
    session.update(
        "INSERT OR REPLACE INTO next_epoch"
            + " (bucket, epoch, replica, secret, phase, opens, tag, after, mark, bound)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        document.bucket(),
        document.epoch(),
        document.replica().hex(),
        document.secret().orElse(null),
        next.phase().code,
        next.opens() ? 1 : 0,
        next.after().map(DocumentKey::tag).orElse((byte) 0).intValue(),
        next.after().map(DocumentKey::text).orElse(new byte[0]),
        next.mark(),
        next.bound());
  }

  /** Ends the way to a document: the bucket is there, or does not go there any more. */
  public void remove(long bucket) {
    session.update("DELETE FROM next_epoch WHERE bucket = ?", bucket);
  }

  private static NextEpoch row(Row row) {
    byte tag = (byte) row.number(7);
    return new NextEpoch(
        new DocumentRow(
            row.number(1), row.number(2), new ReplicaId(row.text(3)), row.optionalText(4)),
        Phase.of(row.number(5)),
        row.number(6) == 1,
        tag == 0 ? Optional.empty() : Optional.of(DocumentKey.of(tag, row.bytes(8))),
        row.number(9),
        row.number(10));
  }

  /** Notes that this node is to open an epoch of a bucket. */
  public void want(long bucket) {
    session.update("INSERT OR IGNORE INTO wanted_epoch (bucket) VALUES (?)", bucket);
  }

  /** The buckets of which this node is to open an epoch. */
  public List<Long> wanted() {
    return session.all("SELECT bucket FROM wanted_epoch ORDER BY bucket", row -> row.number(1));
  }

  /** Notes that the epoch is being opened, or need not be. */
  public void granted(long bucket) {
    session.update("DELETE FROM wanted_epoch WHERE bucket = ?", bucket);
  }

  /** Notes that a document is to be removed. */
  public void leave(ReplicaId document) {
    session.update("INSERT OR IGNORE INTO left_document (replica) VALUES (?)", document.hex());
  }

  /** The documents that are to be removed. */
  public List<ReplicaId> left() {
    return session.all("SELECT replica FROM left_document", row -> new ReplicaId(row.text(1)));
  }

  /** Notes that a document is removed. */
  public void removed(ReplicaId document) {
    session.update("DELETE FROM left_document WHERE replica = ?", document.hex());
  }
}
