package io.horizonpush.node.admin;

import io.horizonpush.node.keys.KeyName;
import io.horizonpush.s3.model.KeyGrant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An access key that somebody wants.
 *
 * @param name whom it is for
 * @param grants all that it may do; empty for a key that may do what its owner may
 * @param lifetime empty for ever
 */
public record KeyRequest(String name, List<KeyGrant> grants, Optional<Duration> lifetime) {

  /**
   * @throws IllegalArgumentException in words for whoever wants it
   */
  public KeyRequest {
    KeyName.require(name);
    if (lifetime.filter(time -> !time.isPositive()).isPresent()) {
      throw new IllegalArgumentException("the lifetime of a key must be positive");
    }
    grants = List.copyOf(grants);
  }
}
