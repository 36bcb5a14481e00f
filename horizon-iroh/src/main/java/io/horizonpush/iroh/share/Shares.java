package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerNetwork;
import io.horizonpush.iroh.share.JoinFrames.Welcome;
import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.iroh.share.ShareStore.Joining;
import io.horizonpush.iroh.share.ShareStore.Origin;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.Stamp;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator does to share buckets: imports a ticket, leaves a bucket; {@link Tickets} makes
 * and revokes tickets, {@link Members} decides about members. Thread-safe; blocks its (virtual)
 * thread. What is refused is a {@link ShareException} in words for the operator.
 */
public final class Shares {

  private final ShareStore store;
  private final LocalNode self;
  private final PeerNetwork network;
  private final OnlyHere onlyHere;
  private final InstantSource clock;
  private final Dialer dialer;
  private final Joiner joiner;

  /**
   * @param network binds its socket with the first ticket that is made or imported
   * @param dialer reaches the members that a ticket names
   * @param onlyHere is asked before a bucket is left
   */
  public Shares(
      ShareStore store,
      LocalNode self,
      PeerNetwork network,
      Dialer dialer,
      OnlyHere onlyHere,
      InstantSource clock) {
    this.store = store;
    this.self = self;
    this.network = network;
    this.onlyHere = onlyHere;
    this.clock = clock;
    this.dialer = dialer;
    this.joiner = new Joiner(self, dialer);
  }

  /** The tickets of this node's buckets. */
  public Tickets tickets() {
    return new Tickets(store, self, network, clock);
  }

  /** The members of this node's buckets. */
  public Members members() {
    return new Members(store, self);
  }

  /**
   * A bucket that was joined.
   *
   * @param mode what this node may do, by the word of who admitted it
   */
  public record Joined(SharedBucket bucket, MemberMode mode) {}

  /**
   * Joins the bucket that a ticket is for; of one that is here already it learns where the members
   * are, and what the ticket gives beyond what this node has.
   *
   * @param as the name that it is to have here; nothing for the one that it has where the ticket
   *     was made
   */
  public Joined join(Ticket ticket, Optional<BucketName> as) {
    if (ticket.kind() != ShareKind.BUCKET) {
      throw new ShareException(
          Reason.OTHER_KIND, "The ticket is for " + ticket.kind().text() + ", not for a bucket.");
    }
    if (ticket.issuer().equals(self.id())) {
      throw new ShareException(
          Reason.OWN, "This node made the ticket: import it on the node that is to join.");
    }
    Instant now = clock.instant();
    if (!ticket.expires().isAfter(now)) {
      throw JoinRefusal.EXPIRED.toException();
    }
    Optional<SharedBucket> here = store.find(ticket.shared().bucket());
    BucketName name = here.map(SharedBucket::name).or(() -> as).orElse(ticket.shared().name());
    if (here.isEmpty() && store.named(name).isPresent()) {
      throw nameTaken(name);
    }
    Contact contact =
        new Contact(self.name(), Addresses.worthTelling(network.listen(), Addresses.MOST));
    Welcome welcome = joiner.join(ticket, contact);
    SharedBucket bucket =
        store.join(
            new Joining(
                ticket.shared().bucket(),
                name,
                self.owner(),
                welcome.mode(),
                new Origin(ticket.shared().founder(), earlier(welcome.origin().createdAt(), now)),
                welcome.documents(),
                hints(ticket, welcome)));
    return new Joined(bucket, welcome.mode());
  }

  private static Instant earlier(Instant one, Instant two) {
    return one.isBefore(two) ? one : two;
  }

  private static Map<NodeId, List<InetSocketAddress>> hints(Ticket ticket, Welcome welcome) {
    Map<NodeId, List<InetSocketAddress>> hints = new HashMap<>();
    ticket.members().forEach(door -> hints.put(door.node(), door.addresses()));
    // Who admits knows it better than the ticket, which may be old.
    welcome
        .hints()
        .forEach(
            (node, addresses) -> {
              if (!addresses.isEmpty() || !hints.containsKey(node)) {
                hints.put(node, addresses);
              }
            });
    return hints;
  }

  /** What is said where a name is another bucket's. */
  public static ShareException nameTaken(BucketName name) {
    return new ShareException(
        Reason.NAME_TAKEN,
        "This node has another bucket named "
            + name
            + ": import it under another name (--as NAME).");
  }

  /**
   * Removes a shared bucket from this node; the other members keep it, and are told that this node
   * is none of them any more.
   *
   * @param force whether also what no other member is known to have may go
   * @return how many have noted that, for all others to hear of it
   */
  public int leave(BucketName name, boolean force) {
    BucketId bucket = store.require(name);
    SharedBucket shared =
        store
            .find(bucket)
            .orElseThrow(
                () ->
                    new ShareException(
                        Reason.ABSENT,
                        "Bucket " + name + " is not shared: delete it as any other."));
    if (shared.membership().home().filter(home -> home.node().equals(self.id())).isPresent()
        && shared.membership().members().size() > 1) {
      throw new ShareException(
          Reason.CONFLICT,
          "This node is the home of bucket %s: make another one its home first (bucket home %s NODE)."
              .formatted(name, name));
    }
    Optional<String> lost = force ? Optional.empty() : onlyHere.of(bucket);
    if (lost.isPresent()) {
      throw new ShareException(
          Reason.CONFLICT, "%s: leave it later, or lose that (--force).".formatted(lost.get()));
    }
    long now = Stamp.clockBehind(shared.membership().latestAbout(self.id()), clock.instant());
    int noted = new Farewell(dialer).tell(shared, self.id(), Parting.sign(bucket, now, self.key()));
    store.leave(bucket);
    return noted;
  }
}
