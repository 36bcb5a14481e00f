package io.horizonpush.node;

import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.egress.EgressDesk;
import io.horizonpush.iroh.epoch.Reports;
import io.horizonpush.iroh.home.BucketHomes;
import io.horizonpush.iroh.home.HomeCounts;
import io.horizonpush.iroh.keep.Keeping;
import io.horizonpush.iroh.keep.LastCopies;
import io.horizonpush.iroh.net.BlobProvider;
import io.horizonpush.iroh.net.IrohNetwork;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.share.Admitter;
import io.horizonpush.iroh.share.Farewells;
import io.horizonpush.iroh.share.LocalNode;
import io.horizonpush.iroh.share.PluginGiver;
import io.horizonpush.iroh.share.PluginShelf;
import io.horizonpush.iroh.share.PluginTaker;
import io.horizonpush.iroh.share.PluginTickets;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.share.Shares;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.iroh.swarm.FetchedBytes;
import io.horizonpush.iroh.swarm.HeldShelf;
import io.horizonpush.iroh.swarm.HoldAnswers;
import io.horizonpush.iroh.swarm.HoldersFinder;
import io.horizonpush.iroh.swarm.TreeAnswers;
import io.horizonpush.iroh.sync.EntryFeed;
import io.horizonpush.iroh.sync.PeerState;
import io.horizonpush.iroh.sync.Peers;
import io.horizonpush.iroh.sync.Refusal;
import io.horizonpush.iroh.sync.SecretAnswers;
import io.horizonpush.iroh.sync.StreamHandlers;
import io.horizonpush.iroh.sync.SyncCounts;
import io.horizonpush.iroh.sync.SyncGround;
import io.horizonpush.iroh.sync.SyncStores;
import io.horizonpush.iroh.sync.Whereabouts;
import io.horizonpush.node.admin.NodeStatus;
import io.horizonpush.node.admin.TicketList;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.node.plugins.NodePlugins;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.op.StoredSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this node has to do with others: connections, entries both ways, bytes for members, tickets
 * and who comes with them. There is no socket before something is shared. Closed before the stores
 * are. Thread-safe.
 */
final class NodePeers implements Whereabouts, AutoCloseable {

  private final Ground ground;
  private final LocalNode self;
  private final Peers peers;
  private final SyncCounts counts = new SyncCounts();
  private final Shares shares;
  private final BucketHomes homes;
  private final SyncMonitor monitor;
  private final BlobProvider provider;

  /**
   * What it stands on.
   *
   * @param shelf what of this node's blobs others may have
   * @param fetched the bytes of blobs that others gave
   * @param keeping the bytes that members keep for each other
   * @param egress what this node reads at origins for members
   * @param reports how far members have each other's entries
   * @param entries where entries are, and where those of others go
   * @param plugins those that others may have by tickets
   */
  record Ground(
      IrohNode iroh,
      IrohNetwork network,
      BucketDocuments documents,
      NodeStores stores,
      ShareStore shares,
      HeldShelf shelf,
      FetchedBytes fetched,
      Keeping keeping,
      EgressDesk egress,
      Reports reports,
      SyncStores entries,
      PluginShelf plugins) {}

  /** The ways to members over the connections of the node, and beside them. */
  private record PeerLines(Peers peers) implements HoldersFinder.Lines {

    @Override
    public Optional<PeerStream> open(NodeId member) {
      return peers.open(member);
    }

    @Override
    public PeerConnection connect(
        NodeId member, List<InetSocketAddress> addresses, Duration patience) {
      return peers.connect(member, addresses, patience);
    }
  }

  private NodePeers(Ground ground, BucketMembers members, NodeConfig.Peers config, Owner owner) {
    this.ground = ground;
    IrohNode iroh = ground.iroh();
    InstantSource clock = InstantSource.system();
    SyncGround sync =
        new SyncGround(ground.entries(), members, config.limits(), StoredSettings::isForm, counts);
    String name = config.name().isEmpty() ? MachineName.get() : config.name();
    self = new LocalNode(iroh.signingKey(), iroh.author(), owner, name);
    Admitter admitter = new Admitter(ground.shares(), self, ground.documents(), clock);
    homes =
        new BucketHomes(
            new BucketHomes.Ground(
                ground.entries().index(),
                ground.stores(),
                ground.shares(),
                self,
                this::open,
                BucketHomes.PATIENCE));
    Farewells farewells = new Farewells(ground.shares(), self, clock);
    StreamHandlers handlers =
        new StreamHandlers(
            Map.ofEntries(
                Map.entry(StreamKind.FEED, new EntryFeed(sync)),
                Map.entry(StreamKind.JOIN, admitter::answer),
                Map.entry(StreamKind.LEAVE, farewells::answer),
                Map.entry(StreamKind.HOLDS, new HoldAnswers(ground.shelf())),
                Map.entry(StreamKind.TREE, new TreeAnswers(ground.shelf())),
                Map.entry(StreamKind.SECRET, new SecretAnswers(sync)),
                Map.entry(StreamKind.DECIDE, homes.desk()),
                Map.entry(StreamKind.KEEP, ground.keeping().desk()),
                Map.entry(StreamKind.EGRESS, ground.egress()),
                Map.entry(StreamKind.REPORTS, ground.reports()::answer),
                Map.entry(
                    StreamKind.PLUGIN, new PluginGiver(ground.plugins(), self.id())::answer)));
    peers = new Peers(ground.network(), members, this, handlers, sync);
    members.findBy(new HoldersFinder(new PeerLines(peers)));
    members.askBy(peers);
    shares =
        new Shares(
            ground.shares(),
            self,
            ground.network(),
            peers::connect,
            new LastCopies(
                ground.entries().index(),
                ground.shares(),
                members,
                members,
                self.id(),
                ground.keeping()::leave),
            clock);
    monitor =
        new SyncMonitor(
            new SyncMonitor.Watched(
                ground.entries().index(), peers, counts, ground.fetched(), ground.shares()::all));
    provider = iroh.provide(ground.shelf());
  }

  /** Begins to talk with the members of shared buckets, and with those of later ones. */
  static NodePeers start(
      Ground ground, BucketMembers members, NodeConfig.Peers config, Owner owner) {
    NodePeers started = new NodePeers(ground, members, config, owner);
    started.peers.start();
    return started;
  }

  private Optional<PeerStream> open(NodeId peer) {
    return peers.open(peer);
  }

  /** The homes of buckets: those that decide for this node, and those that it is. */
  BucketHomes homes() {
    return homes;
  }

  /** What an operator does with them. */
  NodeHomes homeControl() {
    return new NodeHomes(homes.moves(), self.id());
  }

  /** Shows what goes on between this node and others. */
  void measure(NodeMetrics metrics) {
    monitor.measure(metrics);
    HomeCounts decisions = homes.counts();
    metrics.counters(
        "horizon_home_asked",
        "Decisions of homes that clients of this node waited for, by what came of them.",
        "result",
        decisions::asked);
    metrics.counter(
        "horizon_home_asked_seconds",
        "How long they waited for them, all together.",
        decisions::waitedSeconds);
    metrics.counters(
        "horizon_home_given",
        "Answers to members that asked this node to decide, by what came of it.",
        "result",
        decisions::given);
    metrics.counter(
        "horizon_egress_lent_bytes",
        "Bytes of objects at origins that this node read there for other members.",
        ground.egress()::lentBytes);
    metrics.counter("horizon_sync_given", "Entries that others got here.", counts::given);
    metrics.counter("horizon_sync_taken", "Entries of others that are here now.", counts::taken);
    metrics.counter(
        "horizon_sync_taken_bytes", "What their manifests were long.", counts::takenBytes);
    metrics.counter(
        "horizon_sync_refused",
        "Entries of others that were not taken, for whatever reason.",
        () -> Arrays.stream(Refusal.values()).mapToLong(counts::refused).sum());
  }

  /** The nodes that this one is connected with. */
  List<PeerState> states() {
    return peers.states();
  }

  /** A bucket that others have, too. */
  Optional<SharedBucket> shared(BucketId bucket) {
    return ground.shares().find(bucket);
  }

  /** This node's id. */
  NodeId self() {
    return self.id();
  }

  /** The same as people are shown them. */
  List<NodeStatus.Peer> status() {
    return monitor.peers();
  }

  /**
   * What an operator does with tickets and members.
   *
   * @param plugins which do not travel with buckets
   */
  NodeShares shares(NodePlugins plugins) {
    return new NodeShares(shares, self.id(), monitor, plugins);
  }

  /** The tickets of one bucket. */
  List<TicketList.Entry> ticketsOf(SharedBucket bucket) {
    return NodeShares.entries(shares.tickets().of(bucket));
  }

  /** Makes tickets for this node's plugins. */
  PluginTickets pluginTickets() {
    return new PluginTickets(self, ground.network(), InstantSource.system());
  }

  /** Gets plugins by the tickets of other nodes. */
  PluginTaker pluginTaker() {
    return new PluginTaker(
        self, peers::connect, ground.iroh().manifestHash(), InstantSource.system());
  }

  @Override
  public void here(List<InetSocketAddress> addresses) {
    shares.members().announce(addresses);
  }

  @Override
  public void met(NodeId member, List<InetSocketAddress> addresses) {
    ground.shares().met(member, addresses);
  }

  @Override
  public void close() {
    peers.close();
    ground.network().close();
    provider.close();
  }
}
