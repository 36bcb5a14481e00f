package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.Owner;
import java.util.Set;

/** Whom a request without a signature comes from. */
public sealed interface UnsignedSender {

  /** Anybody, wherever it comes from. */
  record Anybody() implements UnsignedSender {}

  /**
   * Somebody on this machine, for a listener that nobody else reaches; but what a web page of
   * another origin may have sent comes from anybody.
   *
   * @param owner whom that somebody acts for
   * @param domains host names, besides localhost, that stand for this node, in lower case; their
   *     subdomains too
   */
  record Loopback(Owner owner, Set<String> domains) implements UnsignedSender {

    public Loopback {
      domains = Set.copyOf(domains);
    }
  }
}
