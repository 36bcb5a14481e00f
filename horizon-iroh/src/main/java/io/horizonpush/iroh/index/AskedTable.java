package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.Use;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.UploadId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What this node asked homes to decide, as long as it does not know what became of it. So long the
 * blobs are used: the home may have made a version that names them. Confined to its session's
 * thread.
 */
public final class AskedTable {

  private static final String SELECT =
      "SELECT request, bucket, home, asked, key, upload, held, blobs FROM asked";

  private final Session session;
  private final BlobUseTable uses;

  AskedTable(Session session, BlobUseTable uses) {
    this.session = session;
    this.uses = uses;
  }

  /**
   * What was asked.
   *
   * @param request its id, 32 hexadecimal digits
   * @param home that was asked
   */
  public record Asked(
      String request, long bucket, NodeId home, Instant at, Subject subject, List<Used> blobs) {

    public Asked {
      blobs = List.copyOf(blobs);
    }

    private Use use() {
      return new Use(bucket, Kind.ASKED, subject.held(), true);
    }
  }

  /**
   * What it is about.
   *
   * @param upload that becomes the object
   * @param held whether the bytes of the blobs came through the bucket
   */
  public record Subject(ObjectKey key, Optional<UploadId> upload, boolean held) {}

  /** Notes that something is asked, unless it was before. */
  public void put(Asked asked) {
    boolean fresh =
        session.update(
                "INSERT OR IGNORE INTO asked"
                    + " (request, bucket, home, asked, key, upload, held, blobs)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                asked.request(),
                asked.bucket(),
                asked.home().bytes(),
                asked.at().toEpochMilli(),
                asked.subject().key().bytes(),
                asked.subject().upload().map(UploadId::value).orElse(null),
                asked.subject().held() ? 1 : 0,
                UseStepTable.encode(asked.blobs()))
            == 1;
    if (fresh) {
      uses.add(asked.use(), asked.blobs());
    }
  }

  public Optional<Asked> find(String request) {
    return session.first(SELECT + " WHERE request = ?", AskedTable::asked, request);
  }

  /** What was asked last before a time, the oldest first, at most so much. */
  public List<Asked> before(Instant time, int limit) {
    return session.all(
        SELECT + " WHERE asked < ? ORDER BY asked LIMIT ?",
        AskedTable::asked,
        time.toEpochMilli(),
        limit);
  }

  /** Everything that was asked. */
  public List<Asked> all() {
    return session.all(SELECT, AskedTable::asked);
  }

  /** Notes that it was asked again, of a home. */
  public void touch(String request, Instant at) {
    session.update("UPDATE asked SET asked = ? WHERE request = ?", at.toEpochMilli(), request);
  }

  /** Forgets what was asked, because it is known what became of it. */
  public void remove(Asked asked) {
    if (session.update("DELETE FROM asked WHERE request = ?", asked.request()) == 1) {
      uses.remove(asked.use(), asked.blobs());
    }
  }

  /** Forgets some of what was asked about a bucket that was left; tells whether there was any. */
  public boolean removeSome(long bucket, int limit) {
    List<Asked> some =
        session.all(SELECT + " WHERE bucket = ? LIMIT ?", AskedTable::asked, bucket, limit);
    some.forEach(this::remove);
    return !some.isEmpty();
  }

  private static Asked asked(Row row) {
    return new Asked(
        row.text(1),
        row.number(2),
        NodeId.of(row.bytes(3)),
        Instant.ofEpochMilli(row.number(4)),
        new Subject(
            ObjectKey.of(row.bytes(5)), row.optionalText(6).map(UploadId::new), row.number(7) == 1),
        UseStepTable.decode(row.bytes(8)));
  }
}
