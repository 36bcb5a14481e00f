package io.horizonpush.node.admin;

import java.util.List;

/**
 * A ticket that admits nobody any more.
 *
 * @param removed the ids of the members that were removed with it
 */
public record RevokedTicket(String id, List<String> removed) {

  public RevokedTicket {
    removed = List.copyOf(removed);
  }
}
