package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.Owner;
import java.util.Set;

/** Whether requests without a signature are accepted. */
public sealed interface AnonymousAccess {

  /** They are refused. */
  record Never() implements AnonymousAccess {}

  /**
   * They are accepted, for a listener that only this machine reaches.
   *
   * @param owner whom they act for
   * @param domains host names, besides localhost, that stand for this node, in lower case; their
   *     subdomains too
   */
  record Loopback(Owner owner, Set<String> domains) implements AnonymousAccess {

    public Loopback {
      domains = Set.copyOf(domains);
    }
  }
}
