package io.horizonpush.s3.access;

import io.horizonpush.s3.model.Owner;
import java.util.Optional;

/** The owners that grants can name. Thread-safe. */
@FunctionalInterface
public interface Owners {

  /** The owner of an id. */
  Optional<Owner> find(String id);

  /** The owner of an e-mail address; this node knows none. */
  default Optional<Owner> findByEmail(String address) {
    return Optional.empty();
  }
}
