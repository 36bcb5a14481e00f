package io.horizonpush.node.admin;

import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.node.keys.NewKey;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.KeyGrant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the admin API asks of the node. Thread-safe; blocks its (virtual) thread.
 *
 * <p>Failures of the store are {@link io.horizonpush.s3.model.S3Exception}s.
 */
public interface NodeControl {

  /** Whether S3 requests should be sent here. */
  boolean ready();

  NodeStatus status();

  /** Every bucket, by name. */
  List<BucketSummary> buckets();

  /** Makes a bucket whose writes promise {@code durability}. */
  BucketSummary createBucket(BucketName name, Durability durability);

  /** Counts what a bucket holds; takes time proportional to its objects. */
  BucketReport inspectBucket(BucketName name);

  /** Every access key, the root key first. */
  List<KeyInfo> keys();

  /**
   * Makes an access key.
   *
   * @param grants all that it may do; empty for a key that may do what its owner may
   * @param lifetime empty for ever
   */
  NewKey createKey(String name, List<KeyGrant> grants, Optional<Duration> lifetime);

  /** Gives a key a new secret; nothing when it is none that was made here. */
  Optional<NewKey> rotateKey(String accessKeyId);

  /** Makes a key worth nothing at once; false when it is none that was made here. */
  boolean revokeKey(String accessKeyId);

  /** Removes the blobs that nothing names any more. */
  GcReport collectGarbage();

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
