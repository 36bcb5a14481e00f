package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tickets, without their secrets, by the names of their buckets.
 *
 * @param next where the next page begins; nothing if this is the last
 */
public record TicketList(List<Entry> tickets, Optional<String> next) implements Paged<TicketList> {

  public TicketList {
    tickets = List.copyOf(tickets);
  }

  @Override
  public TicketList followedBy(TicketList page) {
    return new TicketList(
        Stream.concat(tickets.stream(), page.tickets.stream()).toList(), page.next);
  }

  /**
   * A ticket as its bucket's document knows it.
   *
   * @param issuer the id of the node that made it
   */
  public record Entry(
      String id,
      BucketName bucket,
      MemberMode mode,
      State state,
      Instant expires,
      String issuer,
      Limits limits)
      implements EventValue {}

  /**
   * What narrows a ticket.
   *
   * @param maxUses how many nodes it admits; nothing for any number
   * @param used how many of those it has admitted, as far as this node counts
   * @param forNode the id of the only node that it admits; nothing for any
   */
  public record Limits(Optional<Integer> maxUses, int used, Optional<String> forNode) {}

  /** What becomes of who shows it. */
  public enum State {
    OPEN,
    EXPIRED,
    REVOKED,
    USED_UP
  }
}
