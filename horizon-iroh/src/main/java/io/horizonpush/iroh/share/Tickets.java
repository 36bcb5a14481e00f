package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerNetwork;
import io.horizonpush.iroh.share.MemberRecord.Named;
import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.iroh.share.ShareStore.Draft;
import io.horizonpush.iroh.share.Statement.OfShare;
import io.horizonpush.iroh.share.Ticket.Door;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tickets of this node's buckets, as their documents know them: made by owners alone.
 * Thread-safe; blocks its (virtual) thread.
 */
public final class Tickets {

  /** How long a ticket may be good for: what is older is forgotten in a drawer. */
  public static final Duration LONGEST = Duration.ofDays(3650);

  private static final int ADDRESSES = 2;

  private final ShareStore store;
  private final LocalNode self;
  private final PeerNetwork network;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  Tickets(ShareStore store, LocalNode self, PeerNetwork network, InstantSource clock) {
    this.store = store;
    this.self = self;
    this.network = network;
    this.clock = clock;
  }

  /**
   * What a ticket is to be.
   *
   * @param uses how many nodes it admits; nothing for any number
   * @param node the only one that it admits; nothing for any
   */
  public record Wanted(
      MemberMode mode, Duration lifetime, Optional<Integer> uses, Optional<NodeId> node) {

    /** Throws IllegalArgumentException if there is no such ticket. */
    public Wanted {
      if (mode == MemberMode.OWNER) {
        throw new IllegalArgumentException(
            "a ticket makes nobody an owner: import it first, then bucket members --mode"
                + " NODE=owner");
      }
      if (!lifetime.isPositive() || lifetime.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("a ticket expires after 1s to 3650d");
      }
      if (uses.filter(each -> each < 1 || each > ShareRecord.MOST_USES).isPresent()) {
        throw new IllegalArgumentException("a ticket admits 1 to 10000 nodes");
      }
    }
  }

  /**
   * A ticket that was made.
   *
   * @param nearOnly whether no address in it can be reached from other networks, and no relay is
   *     asked to pass on what comes from them
   */
  public record Made(Ticket ticket, boolean nearOnly) {}

  /** A ticket as the bucket's document knows it. */
  public record Known(BucketName bucket, ShareRecord record, State state, int used) {}

  /** What becomes of who shows a ticket. */
  public enum State {
    /** It is admitted. */
    OPEN,
    EXPIRED,
    REVOKED,
    USED_UP;

    /**
     * The state of a ticket now.
     *
     * @param expires when it is over
     * @param uses how many nodes it admits; nothing for any number
     * @param used how many it has admitted
     */
    public static State of(
        boolean revoked, Instant expires, Optional<Integer> uses, int used, Instant now) {
      if (revoked) {
        return REVOKED;
      }
      if (!expires.isAfter(now)) {
        return EXPIRED;
      }
      return uses.filter(most -> used >= most).isPresent() ? USED_UP : OPEN;
    }
  }

  /**
   * Makes a ticket for a bucket, which is a shared one from then on, with this node as its first
   * owner if it was none.
   */
  public Made make(BucketName name, Wanted wanted) {
    BucketId bucket = store.require(name);
    List<InetSocketAddress> own = network.listen();
    ShareKey key = ShareKey.random(random);
    Instant expires = clock.instant().plus(wanted.lifetime()).truncatedTo(ChronoUnit.SECONDS);
    ShareRecord record =
        new ShareRecord(
            HexFormat.of().formatHex(key.publicKey()),
            ShareKind.BUCKET,
            wanted.mode(),
            expires,
            self.id(),
            new ShareRecord.Terms(wanted.uses(), wanted.node(), false, Fields.none()));
    store.change(
        bucket,
        draft -> {
          begin(draft, own);
          draft.say(record, wanted.node().map(draft.membership()::latestAbout).orElse(0L));
          return record;
        });
    SharedBucket shared = store.find(bucket).orElseThrow();
    List<Door> doors = doors(shared, own, wanted);
    return new Made(
        new Ticket(
            ShareKind.BUCKET,
            new Ticket.Shared(bucket, name, shared.founder()),
            key,
            wanted.mode(),
            expires,
            doors),
        !network.isRelayed()
            && doors.stream()
                .flatMap(door -> door.addresses().stream())
                .noneMatch(Addresses::isPublic));
  }

  /** Shares a bucket if it is not; else only an owner makes tickets. */
  private void begin(Draft draft, List<InetSocketAddress> own) {
    if (!draft.isShared()) {
      draft.found();
      Contact contact = new Contact(self.name(), Addresses.worthTelling(own, Addresses.MOST));
      draft.say(self.id(), Named.founder(self.author(), contact), 0);
    }
    Members.requireOwner(draft.membership(), self);
  }

  /** This node, and others that admit; where uses are counted, only who counts them. */
  private List<Door> doors(SharedBucket bucket, List<InetSocketAddress> own, Wanted wanted) {
    Door mine = new Door(self.id(), Addresses.worthTelling(own, ADDRESSES));
    Stream<Door> others =
        bucket.membership().members().stream()
            .filter(member -> member.mode().allows(MemberMode.WRITE))
            .map(Member::node)
            .filter(node -> !node.equals(self.id()))
            .map(node -> door(bucket, node))
            .filter(door -> !door.addresses().isEmpty());
    return Stream.concat(Stream.of(mine), wanted.uses().isPresent() ? Stream.empty() : others)
        .limit(Ticket.MOST_MEMBERS)
        .toList();
  }

  private static Door door(SharedBucket bucket, NodeId node) {
    return new Door(node, Addresses.worthTelling(bucket.addresses(node), ADDRESSES));
  }

  /**
   * Some tickets, those included that are over, by the names of their buckets and by their ids.
   *
   * @param after a place in that order, which no ticket need have; nothing for the first
   * @param most how many there are at most
   */
  public List<Known> list(Optional<Place> after, int most) {
    return store.all().stream()
        .flatMap(
            bucket -> bucket.membership().shares().stream().map(share -> new Of(bucket, share)))
        .filter(each -> after.isEmpty() || each.place().compareTo(after.get()) > 0)
        .limit(most)
        .map(this::known)
        .toList();
  }

  /** The tickets of one bucket, by their ids. */
  public List<Known> of(SharedBucket bucket) {
    return bucket.membership().shares().stream()
        .map(share -> known(new Of(bucket, share)))
        .toList();
  }

  private Known known(Of of) {
    int used = store.admitted(of.bucket().id(), of.share().share()).size();
    ShareRecord record = of.share().says();
    return new Known(of.bucket().name(), record, state(record, used), used);
  }

  private record Of(SharedBucket bucket, OfShare share) {
    Place place() {
      return new Place(bucket.name(), share.share());
    }
  }

  /** A place in the order of all tickets. */
  public record Place(BucketName bucket, ShareId ticket) implements Comparable<Place> {

    private static final Comparator<Place> ORDER =
        Comparator.comparing((Place place) -> place.bucket().value()).thenComparing(Place::ticket);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private State state(ShareRecord record, int used) {
    return State.of(
        record.terms().revoked(), record.expires(), record.terms().uses(), used, clock.instant());
  }

  /**
   * Takes a ticket back.
   *
   * @param withMembers whether those go, too, who came by it; else they stay
   * @return the members that went
   */
  public List<NodeId> revoke(ShareId id, boolean withMembers) {
    SharedBucket bucket =
        store.all().stream()
            .filter(each -> each.membership().share(id).isPresent())
            .findFirst()
            .orElseThrow(
                () -> new ShareException(Reason.ABSENT, "There is no ticket " + id + " here."));
    return store.change(bucket.id(), draft -> revoke(draft, id, withMembers));
  }

  private List<NodeId> revoke(Draft draft, ShareId id, boolean withMembers) {
    Membership before = draft.membership();
    Members.requireOwner(before, self);
    OfShare share = before.share(id).orElseThrow();
    List<Member> gone =
        before.members().stream()
            .filter(member -> withMembers && member.share().equals(Optional.of(id)))
            .toList();
    draft.say(share.says().revoked(), share.stamp().clock());
    gone.forEach(
        member ->
            draft.say(member.node(), Named.removal(member), before.latestAbout(member.node())));
    List<NodeId> nodes = gone.stream().map(Member::node).toList();
    Members.keep(draft, before, nodes);
    if (gone.stream().anyMatch(member -> member.mode().allows(MemberMode.WRITE))) {
      draft.openEpoch();
    }
    return nodes;
  }
}
