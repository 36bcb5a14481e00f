package io.horizonpush.iroh.epoch;

import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.share.Statement.OfEpoch;
import java.util.List;
import java.util.Optional;

/**
 * Where a bucket is, and where it goes: what another node is asked for depends on it.
 *
 * @param asked the documents whose entries this node takes, the one first that it wants most
 * @param said the epoch that the bucket is in by the word of owners
 * @param lacks whether this node may write and has not the secret of a document that it would need
 */
public record Course(List<ReplicaId> asked, Optional<OfEpoch> said, boolean lacks) {

  public Course {
    asked = List.copyOf(asked);
  }
}
