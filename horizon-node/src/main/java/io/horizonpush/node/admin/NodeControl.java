package io.horizonpush.node.admin;

import io.horizonpush.iroh.backup.BackupReport;
import io.horizonpush.iroh.verify.VerifyReport;
import java.nio.file.Path;

/**
 * What the admin API asks about the node as a whole. Thread-safe; blocks its (virtual) thread.
 *
 * <p>Failures of the store are {@link io.horizonpush.s3.model.S3Exception}s.
 */
public interface NodeControl {

  /** Whether S3 requests should be sent here. */
  boolean ready();

  NodeStatus status();

  /**
   * Removes the blobs that nothing names any more.
   *
   * @param confirm whether what a restore left may go, too
   */
  GcReport collectGarbage(boolean confirm);

  /** Makes a backup in a folder, or brings the one there up to date. */
  BackupReport backup(Path directory);

  /**
   * Stops taking S3 connections and waits until the running requests have ended; those that take
   * longer than {@code shutdown.drain} are cut. The process stays.
   */
  DrainReport drain();

  /**
   * Holds index, blobs and documents against each other.
   *
   * @param deep whether the bytes of every object are read again
   */
  VerifyReport verify(boolean deep);
}
