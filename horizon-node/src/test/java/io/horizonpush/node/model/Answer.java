package io.horizonpush.node.model;

import java.time.Duration;
import java.time.Instant;

/**
 * What only the node's answer can tell the model: the id that it gave a version, and, while a lock
 * comes to its end, which side of the end the node saw.
 *
 * @param version the id of the version, or nothing
 * @param refused whether access was denied
 * @param sent before the node could look at its clock
 * @param received after it did
 */
record Answer(String version, boolean refused, Instant sent, Instant received) {

  /**
   * So long a node may not yet believe that a lock has come to its end: the time that it was down
   * confirms nothing, nor does the last minute before each end of the process.
   */
  private static final Duration LATE = Duration.ofHours(3);

  /** The answer that was lost, if it gave this id or none. */
  static Answer lost(String version, Instant sent) {
    return new Answer(version, false, sent, Instant.now());
  }

  /** Whether something that ends then was still in force; the node decides when both are right. */
  boolean isInForce(ModelRetention retention) {
    if (retention.earliest().isAfter(received)) {
      return true;
    }
    return !retention.latest().plus(LATE).isBefore(sent) && refused;
  }
}
