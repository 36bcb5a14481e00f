package io.horizonpush.node.admin;

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

  private static final int MAX_NAME = 64;

  /**
   * @throws IllegalArgumentException in words for whoever wants it
   */
  public KeyRequest {
    if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("name must have 1 to " + MAX_NAME + " characters");
    }
    if (lifetime.filter(time -> !time.isPositive()).isPresent()) {
      throw new IllegalArgumentException("the lifetime of a key must be positive");
    }
    grants = List.copyOf(grants);
  }
}
