package io.horizonpush.s3.store;

import io.horizonpush.s3.model.ObjectVersion;
import java.util.Optional;

/**
 * Who decides about the changes of a bucket: this node for itself, or one node for all that have
 * the bucket. What it has decided, the records of this node show when it answers. Thread-safe;
 * blocks its (virtual) thread.
 */
@FunctionalInterface
public interface ChangeDecider {

  /**
   * Decides about a change, and makes it if its expectation holds.
   *
   * @return the version that was made or changed; nothing when there was nothing to do
   * @throws io.horizonpush.s3.model.S3Exception what {@link Records#change} throws; {@code
   *     ServiceUnavailable} when nobody knows whether it was made
   */
  Optional<ObjectVersion> decide(Change change);
}
