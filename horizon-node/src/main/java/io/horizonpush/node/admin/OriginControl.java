package io.horizonpush.node.admin;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.node.config.OriginInput;
import io.horizonpush.node.origins.OriginRefusedException;
import io.horizonpush.s3.model.BucketName;

/**
 * What the admin API asks about origins. Thread-safe; blocks its (virtual) thread.
 *
 * <p>What an origin does not do is an {@link OriginException}, what the node does not an {@link
 * OriginRefusedException}.
 */
public interface OriginControl {

  /** Every origin that this node has access to. */
  OriginList origins();

  /**
   * Gives this node access to an origin, once it could be opened.
   *
   * @param replace whether one of that name and at that place may be there, which becomes this one
   */
  OriginReport addOrigin(OriginInput origin, boolean replace);

  /** Does at an origin what this node will do there. */
  OriginTrialReport testOrigin(String name);

  /**
   * Takes the access to an origin away.
   *
   * @param force also where a bucket of this node has it
   */
  RemovedOrigin removeOrigin(String name, boolean force);

  /** What was written on this node and is still to be made so at origins. */
  OriginQueues queues();

  /** Tries at once what waits for an origin, and says what is to be made so there. */
  OriginQueues drain(OriginDrain asked);

  /**
   * Begins to import what the origins of a bucket had before, or goes on with what was cancelled or
   * failed; one that runs stays as it is.
   */
  BucketImportReport importBucket(BucketName bucket, BucketImportRequest asked);

  /** How far the import of a bucket is, or how the last one ended. */
  BucketImportReport bucketImport(BucketName bucket);

  /** Ends the import of a bucket, if one runs; what it made stays. */
  BucketImportReport cancelImport(BucketName bucket);

  /** Moves an object to another storage class. */
  TransitionReport moveObject(BucketName bucket, TransitionRequest asked);

  /** The origins of a bucket. */
  BucketOriginsReport bucketOrigins(BucketName bucket);

  /** Changes the origins of a bucket: all that is asked, or nothing. */
  BucketOriginsReport setBucketOrigins(BucketName bucket, BucketOriginsChange change);
}
