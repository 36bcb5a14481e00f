package io.horizonpush.iroh.replica;

import java.util.Optional;

/**
 * What a node needs to have a bucket's document.
 *
 * @param epoch which of the bucket's documents it is, counted from 0
 * @param secret to write it; nothing where it is only read
 */
public record DocumentCapability(ReplicaId id, long epoch, Optional<DocumentSecret> secret) {

  /** The same for one who may only read it. */
  public DocumentCapability toRead() {
    return new DocumentCapability(id, epoch, Optional.empty());
  }
}
