package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BlobHash;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The users' files that are blobs, as they were when they were read. Confined to its session's
 * thread.
 */
public final class ExternalTable {

  private final Session session;

  ExternalTable(Session session) {
    this.session = session;
  }

  /**
   * A file that belongs to a user, and by what it is seen that it is still the same.
   *
   * @param size in bytes
   * @param modified in nanoseconds since the epoch
   */
  public record ExternalFile(Path path, long size, long modified, long inode, long device) {}

  /** The file that is a blob. */
  public Optional<ExternalFile> find(BlobHash blob) {
    return session.first(
        "SELECT path, size, modified, inode, device FROM external_file WHERE hash = ?",
        row ->
            new ExternalFile(
                Path.of(row.text(1)), row.number(2), row.number(3), row.number(4), row.number(5)),
        blob);
  }

  void put(BlobHash blob, ExternalFile file) {
    session.update(
        "INSERT OR REPLACE INTO external_file (hash, path, size, modified, inode, device)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        blob,
        file.path().toString(),
        file.size(),
        file.modified(),
        file.inode(),
        file.device());
  }

  /** Forgets a file; it stays its user's. */
  void remove(BlobHash blob) {
    session.update("DELETE FROM external_file WHERE hash = ?", blob);
  }
}
