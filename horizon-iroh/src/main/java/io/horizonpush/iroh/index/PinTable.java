package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BlobHash;
import java.util.List;
import java.util.Optional;

/**
 * The objects whose bytes are to be here always, by the beginnings of their keys, and the blobs of
 * those. Confined to its session's thread.
 */
public final class PinTable {

  private final Session session;

  PinTable(Session session) {
    this.session = session;
  }

  /**
   * Objects that are pinned.
   *
   * @param prefix with which their keys begin
   */
  public record Pin(long id, long bucket, String prefix) {}

  /** Pins objects; tells whether they were not. */
  public boolean add(long bucket, String prefix) {
    return session.update(
            "INSERT OR IGNORE INTO pin (bucket, prefix) VALUES (?, ?)", bucket, prefix)
        == 1;
  }

  /** Unpins objects that were pinned by this very prefix; tells whether there were such. */
  public boolean remove(long bucket, String prefix) {
    session.update(
        "DELETE FROM pinned_blob WHERE pin IN (SELECT id FROM pin WHERE bucket = ? AND prefix = ?)",
        bucket,
        prefix);
    return session.update("DELETE FROM pin WHERE bucket = ? AND prefix = ?", bucket, prefix) == 1;
  }

  /** Unpins all of a bucket. */
  public void removeAll(long bucket) {
    session.update(
        "DELETE FROM pinned_blob WHERE pin IN (SELECT id FROM pin WHERE bucket = ?)", bucket);
    session.update("DELETE FROM pin WHERE bucket = ?", bucket);
  }

  /** Every pin. */
  public List<Pin> all() {
    return session.all(
        "SELECT id, bucket, prefix FROM pin ORDER BY id",
        row -> new Pin(row.number(1), row.number(2), row.text(3)));
  }

  /** Which of some blobs are not noted for a pin. */
  public List<BlobHash> unnoted(Pin pin, List<BlobHash> blobs) {
    return blobs.stream().filter(blob -> !isNoted(pin, blob)).toList();
  }

  private boolean isNoted(Pin pin, BlobHash blob) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM pinned_blob WHERE hash = ? AND pin = ?)", blob, pin.id())
        == 1;
  }

  /** The number of the next pass over the keys of a pin: greater than that of all that is noted. */
  public long nextPass(Pin pin) {
    return 1
        + session.number("SELECT coalesce(max(pass), 0) FROM pinned_blob WHERE pin = ?", pin.id());
  }

  /** Notes what a pass found, unless the pin is gone. */
  public void found(Pin pin, long pass, List<BlobHash> blobs) {
    for (BlobHash blob : blobs) {
      session.update(
          "INSERT OR REPLACE INTO pinned_blob (hash, pin, pass)"
              + " SELECT ?, id, ? FROM pin WHERE id = ?",
          blob,
          pass,
          pin.id());
    }
  }

  /** Some blobs that earlier passes noted for a pin, behind one. */
  public List<BlobHash> notedBefore(Pin pin, long pass, Optional<BlobHash> after, int limit) {
    return session.all(
        // By the primary key, not by the index of passes, which would be sorted for each page.
        "SELECT hash FROM pinned_blob WHERE +pin = ? AND +pass < ? AND hash > ?"
            + " ORDER BY hash LIMIT ?",
        row -> row.hash(1),
        pin.id(),
        pass,
        after.map(BlobHash::bytes).orElseGet(() -> new byte[0]),
        limit);
  }

  /** Forgets blobs that are in no object of a pin any more. */
  public void forget(Pin pin, List<BlobHash> blobs) {
    blobs.forEach(
        blob ->
            session.update("DELETE FROM pinned_blob WHERE hash = ? AND pin = ?", blob, pin.id()));
  }

  /** Whether a blob is to be here always. */
  public boolean holds(BlobHash blob) {
    return session.number("SELECT EXISTS (SELECT 1 FROM pinned_blob WHERE hash = ?)", blob) == 1;
  }
}
