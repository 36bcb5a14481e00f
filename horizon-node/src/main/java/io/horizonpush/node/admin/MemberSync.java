package io.horizonpush.node.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * How far this node and another member of a bucket are in step.
 *
 * @param link nothing while they are not connected
 * @param inStepSince since when all that the member has is here; nothing while that is not so, or
 *     not known
 * @param lastInStep when that was so last, since this node's start
 * @param behind what this node has and the member is not known to have; nothing for a member that
 *     never followed this node
 * @param fetchedBytes of objects that came from the member since this node's start, whatever bucket
 *     they are of
 * @param alarm why nothing more is taken from the member
 */
public record MemberSync(
    Optional<PeerLink> link,
    Optional<Instant> inStepSince,
    Optional<Instant> lastInStep,
    Optional<Behind> behind,
    long fetchedBytes,
    Optional<String> alarm) {

  /**
   * What a member lacks.
   *
   * @param bytes of the objects that the records are about, as far as this node knows them
   * @param more whether there are more than these, which were not counted
   * @param heard when the member last said that it had more than before
   */
  public record Behind(long records, long bytes, boolean more, Instant heard) {}
}
