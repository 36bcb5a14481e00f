package io.horizonpush.node.admin;

import java.util.Optional;

/**
 * A page of a list that may be long.
 *
 * @param <L> the list
 */
public interface Paged<L extends Paged<L>> {

  /** What to ask for the page behind this one {@code after}; nothing if this is the last. */
  Optional<String> next();

  /** This page and the one behind it as one. */
  L followedBy(L page);
}
