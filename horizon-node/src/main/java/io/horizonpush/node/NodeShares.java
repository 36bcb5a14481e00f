package io.horizonpush.node;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.Addresses;
import io.horizonpush.iroh.share.Member;
import io.horizonpush.iroh.share.ShareException;
import io.horizonpush.iroh.share.ShareId;
import io.horizonpush.iroh.share.ShareRecord;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.share.Shares;
import io.horizonpush.iroh.share.Ticket;
import io.horizonpush.iroh.share.TicketText;
import io.horizonpush.iroh.share.Tickets;
import io.horizonpush.node.admin.ImportedBucket;
import io.horizonpush.node.admin.LeftBucket;
import io.horizonpush.node.admin.MemberChange;
import io.horizonpush.node.admin.MemberList;
import io.horizonpush.node.admin.MemberSync;
import io.horizonpush.node.admin.NewTicket;
import io.horizonpush.node.admin.PageRequest;
import io.horizonpush.node.admin.RevokedTicket;
import io.horizonpush.node.admin.ShareControl;
import io.horizonpush.node.admin.TicketImport;
import io.horizonpush.node.admin.TicketList;
import io.horizonpush.node.admin.TicketRequest;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.plugins.NodePlugins;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator does with tickets and members, in the words of the admin API. Thread-safe. */
final class NodeShares implements ShareControl {

  private static final Logger log = LoggerFactory.getLogger(NodeShares.class);

  private static final Duration USUAL_LIFETIME = Duration.ofDays(7);

  private final Shares shares;
  private final NodeId self;
  private final SyncMonitor monitor;
  private final NodePlugins plugins;

  /**
   * @param self this node's id
   * @param plugins which do not travel with buckets
   */
  NodeShares(Shares shares, NodeId self, SyncMonitor monitor, NodePlugins plugins) {
    this.shares = shares;
    this.self = self;
    this.monitor = monitor;
    this.plugins = plugins;
  }

  @Override
  public NewTicket exportTicket(TicketRequest asked) {
    if (!asked.raw().orElse(false)) {
      requireNothingBetween(asked.bucket());
    }
    Tickets.Wanted wanted =
        new Tickets.Wanted(
            asked.mode().orElse(MemberMode.READ),
            asked.lifetime().orElse(USUAL_LIFETIME),
            asked.maxUses(),
            asked.forNode().map(NodeId::new));
    Tickets.Made made = shares.tickets().make(asked.bucket(), wanted);
    Ticket ticket = made.ticket();
    log.atInfo()
        .addKeyValue("bucket", asked.bucket())
        .addKeyValue("ticket", ticket.id())
        .log("ticket made");
    String text = TicketText.write(ticket);
    return new NewTicket(
        new Secret(text),
        new Secret(TicketText.link(text)),
        ticket.id().hex(),
        asked.bucket(),
        ticket.mode(),
        ticket.expires(),
        made.nearOnly());
  }

  /** Members read what is stored, which a plugin here may be meant to keep from them. */
  private void requireNothingBetween(BucketName bucket) {
    List<String> between = plugins.between(bucket);
    if (!between.isEmpty()) {
      throw new ShareException(
          ShareException.Reason.CONFLICT,
          "Members of %s read what is stored, past the plugins that stand before it here: %s. Plugins do not travel with a bucket. Give --raw if that is meant."
              .formatted(bucket, String.join(", ", between)));
    }
  }

  @Override
  public ImportedBucket importTicket(TicketImport asked) {
    Ticket ticket = TicketText.read(asked.ticket().value());
    Shares.Joined joined = shares.join(ticket, asked.as());
    log.atInfo()
        .addKeyValue("bucket", joined.bucket().name())
        .addKeyValue("ticket", ticket.id())
        .log("bucket joined");
    return new ImportedBucket(joined.bucket().name(), joined.mode());
  }

  @Override
  public TicketList tickets(PageRequest asked) {
    List<Tickets.Known> found =
        shares.tickets().list(asked.after(NodeShares::place), asked.wanted());
    PageRequest.Page<TicketList.Entry> page =
        asked
            .of(found, ticket -> ticket.bucket() + "/" + ticket.record().id())
            .map(NodeShares::entry);
    return new TicketList(page.entries(), page.next());
  }

  /** The place of a ticket in the list of them. */
  private static Optional<Tickets.Place> place(String text) {
    int end = text.indexOf('/');
    return end < 0
        ? Optional.empty()
        : ShareId.parse(text.substring(end + 1))
            .map(ticket -> new Tickets.Place(new BucketName(text.substring(0, end)), ticket));
  }

  /** Tickets as the admin API lists them. */
  static List<TicketList.Entry> entries(List<Tickets.Known> tickets) {
    return tickets.stream().map(NodeShares::entry).toList();
  }

  private static TicketList.Entry entry(Tickets.Known known) {
    ShareRecord record = known.record();
    return new TicketList.Entry(
        record.id().hex(),
        known.bucket(),
        record.mode(),
        state(known.state()),
        record.expires(),
        record.issuer().hex(),
        new TicketList.Limits(
            record.terms().uses(), known.used(), record.terms().node().map(NodeId::hex)));
  }

  private static TicketList.State state(Tickets.State state) {
    return switch (state) {
      case OPEN -> TicketList.State.OPEN;
      case EXPIRED -> TicketList.State.EXPIRED;
      case REVOKED -> TicketList.State.REVOKED;
      case USED_UP -> TicketList.State.USED_UP;
    };
  }

  @Override
  public RevokedTicket revokeTicket(String id, boolean withMembers) {
    ShareId share =
        ShareId.parse(id)
            .orElseThrow(
                () ->
                    new ShareException(
                        ShareException.Reason.ABSENT,
                        "A ticket is revoked by its id, which ticket list shows."));
    if (plugins.revoke(share)) {
      log.atInfo().addKeyValue("ticket", share).log("ticket revoked");
      return new RevokedTicket(share.hex(), List.of());
    }
    List<NodeId> removed = shares.tickets().revoke(share, withMembers);
    log.atInfo().addKeyValue("ticket", share).log("ticket revoked");
    return new RevokedTicket(share.hex(), removed.stream().map(NodeId::hex).toList());
  }

  @Override
  public MemberList members(BucketName name, PageRequest asked) {
    SharedBucket bucket = shares.members().of(name);
    Map<NodeId, MemberSync> syncs = monitor.members(bucket, self);
    String after = asked.after().orElse("");
    List<Member> found =
        bucket.membership().members().stream()
            .filter(member -> member.node().hex().compareTo(after) > 0)
            .limit(asked.wanted())
            .toList();
    PageRequest.Page<MemberList.Entry> page =
        asked
            .of(found, member -> member.node().hex())
            .map(member -> entry(bucket, member, Optional.ofNullable(syncs.get(member.node()))));
    return new MemberList(name, page.entries(), page.next());
  }

  private MemberList.Entry entry(SharedBucket bucket, Member member, Optional<MemberSync> sync) {
    return new MemberList.Entry(
        member.node().hex(),
        member.mode(),
        member.node().equals(self),
        Optional.of(member.contact().name()).filter(name -> !name.isEmpty()),
        bucket.addresses(member.node()).stream().map(Addresses::text).toList(),
        member.share().map(ShareId::hex),
        sync);
  }

  @Override
  public MemberList changeMember(BucketName bucket, MemberChange change) {
    NodeId node = new NodeId(change.node());
    if (change.mode().isPresent()) {
      shares.members().setMode(bucket, node, change.mode().get());
    } else {
      shares.members().remove(bucket, node);
    }
    log.atInfo()
        .addKeyValue("bucket", bucket)
        .addKeyValue("node", node)
        .log(change.mode().isPresent() ? "member changed" : "member removed");
    return members(bucket, PageRequest.FIRST);
  }

  @Override
  public LeftBucket leave(BucketName bucket, boolean force) {
    int told = shares.leave(bucket, force);
    log.atInfo().addKeyValue("bucket", bucket).addKeyValue("told", told).log("bucket left");
    return new LeftBucket(bucket, told);
  }
}
