package io.horizonpush.s3.store;

import io.horizonpush.s3.model.ObjectRecord;
import java.util.Optional;

/**
 * A condition on the object that a write replaces, evaluated inside the transaction that writes:
 * nothing can come between.
 */
@FunctionalInterface
public interface Precondition {

  /** Always holds. */
  Precondition NONE = current -> {};

  /**
   * Lets the write happen by returning.
   *
   * @param current what is there now; a delete marker counts as nothing
   * @throws io.horizonpush.s3.model.S3Exception the answer when the condition fails
   */
  void check(Optional<ObjectRecord> current);
}
