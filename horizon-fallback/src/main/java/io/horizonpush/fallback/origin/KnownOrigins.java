package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.OriginId;
import java.util.Optional;

/**
 * The origins that this node has access to, by their ids: a port to whoever keeps them and their
 * credentials. Thread-safe; blocks its (virtual) thread while one is opened first.
 */
@FunctionalInterface
public interface KnownOrigins {

  /** None. */
  KnownOrigins NONE = id -> Optional.empty();

  /**
   * An origin; nothing where this node has no access.
   *
   * @throws OriginException when it cannot be opened
   */
  Optional<KnownOrigin> find(OriginId id);

  /**
   * An origin that is open.
   *
   * @param name that the operator gave it here
   * @param origin to write to
   * @param reader to read from
   */
  record KnownOrigin(String name, Origin origin, OriginReader reader) {}
}
