package io.horizonpush.node.admin;

import java.time.Duration;
import java.util.Optional;

/**
 * A connection with another node, as it is now.
 *
 * @param address of the other node; nothing where a relay is between
 * @param roundTrip from here to there and back, smoothed over some
 * @param clockAhead how far the other's clock was ahead of this one's when they met
 */
public record PeerLink(Way way, Optional<String> address, Duration roundTrip, Duration clockAhead) {

  /** How bytes go. */
  public enum Way {
    DIRECT,
    RELAYED
  }
}
