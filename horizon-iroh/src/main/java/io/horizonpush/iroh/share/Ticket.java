package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;

/**
 * What lets a node in. All but the secret is for whoever imports it to know beforehand: what it
 * gives, members believe from the bucket's document alone.
 *
 * @param key holds the secret
 * @param expires to the second
 * @param members that may admit, at most {@link #MOST_MEMBERS}, its issuer first
 */
public record Ticket(
    ShareKind kind,
    Shared shared,
    ShareKey key,
    MemberMode mode,
    Instant expires,
    List<Door> members) {

  /** As many members as a ticket names. */
  public static final int MOST_MEMBERS = 3;

  /**
   * What is handed on.
   *
   * @param name that it had where the ticket was made
   * @param founder the author who was the first owner: who else is one follows from its word
   */
  public record Shared(BucketId bucket, BucketName name, WriterId founder) {}

  /**
   * A member that admits.
   *
   * @param addresses at most {@link Addresses#MOST}
   */
  public record Door(NodeId node, List<InetSocketAddress> addresses) {

    /** Throws IllegalArgumentException if there are too many addresses. */
    public Door {
      addresses = List.copyOf(addresses);
      if (addresses.size() > Addresses.MOST) {
        throw new IllegalArgumentException("A ticket has too many addresses of a member");
      }
    }
  }

  /** Throws IllegalArgumentException if it names nobody who admits, or too many. */
  public Ticket {
    members = List.copyOf(members);
    if (members.isEmpty() || members.size() > MOST_MEMBERS) {
      throw new IllegalArgumentException("A ticket names 1 to " + MOST_MEMBERS + " members");
    }
    if (mode == MemberMode.OWNER) {
      throw new IllegalArgumentException("A ticket makes nobody an owner");
    }
  }

  /** The node that made it. */
  public NodeId issuer() {
    return members.getFirst().node();
  }

  /** What its share is called. */
  public ShareId id() {
    return key.id();
  }

  /** Shows what is no secret. */
  @Override
  public String toString() {
    return "Ticket " + id() + " for " + shared.name();
  }
}
