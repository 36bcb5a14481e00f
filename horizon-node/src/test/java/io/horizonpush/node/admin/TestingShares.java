package io.horizonpush.node.admin;

import io.horizonpush.iroh.share.ShareException;
import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.node.config.Secret;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a node answers about tickets and members, fixed, for tests of the HTTP around it. */
public final class TestingShares implements ShareControl {

  /** The ticket that every export makes. */
  public static final String TICKET = "horizon" + "Aq7".repeat(60);

  /** The id of the node that it shares with. */
  public static final String NODE = "ab".repeat(32);

  /** The connection with it. */
  static final PeerLink LINK =
      new PeerLink(
          PeerLink.Way.DIRECT,
          Optional.of("192.0.2.1:4433"),
          Duration.ofNanos(1_250_000),
          Duration.ofSeconds(-1));

  /** How far it is. */
  private static final MemberSync SYNC =
      new MemberSync(
          Optional.of(LINK),
          Optional.empty(),
          Optional.of(Instant.EPOCH),
          Optional.of(new MemberSync.Behind(7, 700, true, Instant.EPOCH.plusSeconds(1))),
          5L << 20,
          Optional.of("too much came"));

  /** What was asked for that changes something, in words. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  /** Why everything is refused from now on. */
  public volatile Optional<Reason> refusal = Optional.empty();

  /** Whether the ticket that is made works here only. */
  public volatile boolean nearOnly;

  private void refuse() {
    refusal.ifPresent(
        reason -> {
          throw new ShareException(reason, "Because of " + reason + ".");
        });
  }

  @Override
  public NewTicket exportTicket(TicketRequest wanted) {
    asked.add(
        "export %s %s %s %s %s"
            .formatted(
                wanted.bucket(),
                wanted.mode().map(MemberMode::text).orElse("-"),
                wanted.lifetime().map(Object::toString).orElse("-"),
                wanted.maxUses().map(Object::toString).orElse("-"),
                wanted.forNode().orElse("-")));
    refuse();
    return new NewTicket(
        new Secret(TICKET),
        new Secret("horizon://t/" + TICKET),
        "0c".repeat(16),
        wanted.bucket(),
        MemberMode.READ,
        Instant.EPOCH,
        nearOnly);
  }

  @Override
  public ImportedBucket importTicket(TicketImport wanted) {
    asked.add(
        "import %s as %s"
            .formatted(
                wanted.ticket().value().strip(), wanted.as().map(BucketName::value).orElse("-")));
    refuse();
    return new ImportedBucket(wanted.as().orElse(new BucketName("b-1")), MemberMode.READ);
  }

  @Override
  public TicketList tickets(PageRequest asked) {
    refuse();
    return new TicketList(
        List.of(
            new TicketList.Entry(
                "0c".repeat(16),
                new BucketName("b-1"),
                MemberMode.READ,
                TicketList.State.USED_UP,
                Instant.EPOCH,
                NODE,
                new TicketList.Limits(Optional.of(2), 2, Optional.of(NODE)))),
        Optional.empty());
  }

  @Override
  public RevokedTicket revokeTicket(String id, boolean withMembers) {
    asked.add("revoke " + id + (withMembers ? " with members" : ""));
    refuse();
    return new RevokedTicket(id, withMembers ? List.of(NODE) : List.of());
  }

  @Override
  public MemberList members(BucketName bucket, PageRequest asked) {
    refuse();
    return new MemberList(
        bucket,
        List.of(
            new MemberList.Entry(
                NODE,
                MemberMode.WRITE,
                true,
                Optional.of("laptop"),
                List.of("192.0.2.1:4433"),
                Optional.of("0c".repeat(16)),
                Optional.of(SYNC))),
        Optional.empty());
  }

  @Override
  public MemberList changeMember(BucketName bucket, MemberChange change) {
    asked.add(
        "member %s of %s: %s"
            .formatted(
                change.node(), bucket, change.mode().map(MemberMode::text).orElse("removed")));
    return members(bucket, PageRequest.FIRST);
  }

  @Override
  public LeftBucket leave(BucketName bucket, boolean force) {
    asked.add("leave " + bucket + (force ? " by force" : ""));
    refuse();
    return new LeftBucket(bucket, 1);
  }
}
