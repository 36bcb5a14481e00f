package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.Owner;

/** Whom a request without a signature comes from. */
public sealed interface UnsignedSender {

  /** Anybody, wherever it comes from. */
  record Anybody() implements UnsignedSender {}

  /**
   * One of the node's own users, as far as nothing says otherwise, for a listener that only this
   * machine reaches; else anybody.
   *
   * @param owner whom such a user acts for
   * @param peers which programs of this machine are theirs
   */
  record Loopback(Owner owner, LocalPeers peers) implements UnsignedSender {}
}
