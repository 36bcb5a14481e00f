package io.horizonpush.iroh.backup;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A backup that was made.
 *
 * @param generation of the index that it holds
 * @param objects that are in it
 * @param files of the content store: brought now, and there from an earlier backup
 * @param missing files that the index names and that are not on the disk
 */
public record BackupReport(
    Path directory, Instant created, long generation, long objects, Files files, long missing) {

  /**
   * Files of the content store.
   *
   * @param linked share their bytes with the data directory
   * @param removed because the backup does not name them any more
   */
  public record Files(long linked, long copied, long there, long removed) {}
}
