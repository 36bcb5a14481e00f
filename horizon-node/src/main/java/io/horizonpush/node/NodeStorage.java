package io.horizonpush.node;

import io.horizonpush.fallback.fill.OriginBodies;
import io.horizonpush.fallback.fill.OriginReading;
import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.backup.Backup;
import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.disk.ScratchFiles;
import io.horizonpush.iroh.egress.Egress;
import io.horizonpush.iroh.egress.EgressDesk;
import io.horizonpush.iroh.epoch.EpochKeeper;
import io.horizonpush.iroh.epoch.Epochs;
import io.horizonpush.iroh.epoch.Forgetting;
import io.horizonpush.iroh.epoch.Reports;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.IndexException;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.keep.Keeping;
import io.horizonpush.iroh.keep.PromiseTerms;
import io.horizonpush.iroh.net.IrohNetwork;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.Reach;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.publish.Publisher;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.store.ChangeNews.Part;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.iroh.store.Upkeep;
import io.horizonpush.iroh.swarm.Conduct;
import io.horizonpush.iroh.swarm.FetchedBytes;
import io.horizonpush.iroh.swarm.HeldShelf;
import io.horizonpush.iroh.swarm.Mirror;
import io.horizonpush.iroh.swarm.PeerBlobs;
import io.horizonpush.iroh.swarm.Prefetches;
import io.horizonpush.iroh.swarm.Provenance;
import io.horizonpush.iroh.swarm.Repair;
import io.horizonpush.iroh.sync.SyncStores;
import io.horizonpush.iroh.transfer.Transfers;
import io.horizonpush.iroh.verify.OriginRepair;
import io.horizonpush.iroh.verify.Scrubber;
import io.horizonpush.iroh.verify.Verifier;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.admin.NodeStatus;
import io.horizonpush.node.config.ConfigLoader;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.data.DataDirectory;
import io.horizonpush.node.keys.KeyRing;
import io.horizonpush.node.keys.KeyTransfers;
import io.horizonpush.node.memory.NodeMemory;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.node.origins.NodeOrigins;
import io.horizonpush.node.plugins.IndexedPlugins;
import io.horizonpush.node.plugins.IndexedShelf;
import io.horizonpush.node.plugins.RunningChain;
import io.horizonpush.s3.auth.AccessKey;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.Scratch;
import io.horizonpush.wasm.chain.ChainPorts;
import io.horizonpush.wasm.net.NetClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.util.List;

/**
 * The stores of a node, opened in the order in which they need each other: index, iroh node, object
 * store, publisher. Thread-safe.
 */
final class NodeStorage {

  /** The files of a data directory that a node needs besides its stores. */
  static final List<String> IN_BACKUPS =
      List.of(IrohNode.KEY, DataDirectory.ROOT_KEY, ConfigLoader.FILE_NAME);

  private static final Duration UPKEEP = Duration.ofSeconds(1);
  private static final Duration RENEWED_EVERY = Duration.ofSeconds(10);
  private static final Duration FETCHED_EVERY = Duration.ofSeconds(30);
  private static final Duration GATHERED_EVERY = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration LOSERS_LOOKED_AT = HOUR;
  private static final int AGE_PARTS = 24;

  private final Index index;
  private final IrohNode iroh;
  private final ContentStore content;
  private final ScratchFiles scratch;
  private final SecretBox box;
  private final NodeOrigins origins;
  private final NodeWriteBack writeBack;
  private final NodeImports imports;
  private final CacheMonitor cached;
  private final BucketDocuments documents;
  private final NodeStores stores;
  private final Scrubber scrubber;
  private final Runnable leftovers;
  private final Publisher publisher;
  private final IrohNetwork network;
  private final TransferLimits rates;
  private final BucketMembers members;
  private final Provenance provenance;
  private final FetchedBytes fetched;
  private final Transfers transfers;
  private final PeerBlobs fromMembers;
  private final Egress egress;
  private final OriginReading fromOrigins;
  private final Prefetches prefetches;
  private final Mirror mirror;
  private final Repair repair;
  private final Keeping keeping;
  private final ShareStore shares;
  private final Epochs epochs;
  private final EpochKeeper keeper;
  private final Reports reports;
  private final StorageCare care;
  private final Holdings holdings;
  private final StorageMonitor monitor;

  private NodeStorage(NodeConfig config, OpenedStores opened, Parts parts) {
    this.index = opened.index();
    this.iroh = opened.iroh();
    this.content = opened.content();
    this.scratch = ScratchFiles.in(config.dataDirectory(), content.floor());
    this.box = new SecretBox(iroh.secretsKey());
    this.origins =
        parts.add(NodeOrigins.open(index, box, config.origins(), InstantSource.system()));
    this.documents = new BucketDocuments(index, iroh.replicas(), box);
    NodeId self = new NodeId(iroh.nodeId());
    this.network = iroh.network(reach(self, config.peers().network()));
    this.rates = new TransferLimits(config.peers().rates(), network, LocalTime::now);
    this.members = new BucketMembers(self, this::knowsOrigin);
    this.provenance = new Provenance(index);
    this.fetched = new FetchedBytes(network.blobs());
    this.transfers = new Transfers(index, config.peers().transfers(), this::transfersChanged);
    this.fromMembers =
        new PeerBlobs(
            new PeerBlobs.Ground(content, content.peerRecords(), fetched, members, provenance),
            transfers);
    this.egress = new Egress(self, members, config.storage().peerPatience());
    this.fromOrigins =
        new OriginReading(
            origins,
            new OriginBodies.Stores(
                content,
                content.limits().memory(),
                this::hasRoom,
                () -> stores().objects(),
                id -> stores().bucket(id),
                egress));
    this.stores =
        new NodeStores(
            new NodeStores.Ground(
                index,
                content,
                iroh.replicas(),
                List.of(fromMembers, fromOrigins.bodies()),
                iroh.manifestHash(),
                iroh.author()),
            config.storage().uploads());
    this.writeBack =
        new NodeWriteBack(
            stores, origins, stores.originJournal(box), members, config.storage().writeBack());
    this.cached =
        new CacheMonitor(index, origins, fromOrigins.cache(), config.storage().room().quota());
    this.imports = parts.add(new NodeImports(origins, index, stores));
    this.prefetches = new Prefetches(stores.objects(), stores::bucket, fromMembers, transfers);
    this.mirror = new Mirror(index, fromMembers);
    OriginRepair byOrigins = new OriginRepair(index, content, fromOrigins.uncompared());
    this.repair = new Repair(index, fromMembers, byOrigins::repair);
    this.keeping =
        new Keeping(
            new Keeping.Ground(
                index,
                content,
                stores.objects(),
                stores::bucket,
                self,
                members,
                fromMembers,
                stores::collectGarbage,
                config.storage().room()),
            PromiseTerms.USUAL);
    this.shares = stores.shares(box);
    this.epochs = new Epochs(index, documents, stores.epochs(), shares, iroh.author());
    this.keeper = epochs.keeper();
    this.reports = new Reports(index, shares, iroh.signingKey());
    members.answerFrom(shares);
    this.holdings = new Holdings(index);
    this.scrubber = new Scrubber(index, content, config.storage().scrubInterval());
    this.leftovers = stores.leftovers();
    this.publisher =
        parts.add(
            new Publisher(index, documents, stores.backlog(), iroh.manifestHash(), iroh.author()));
    this.care =
        new StorageCare(
            new Backup(index, content, config.dataDirectory(), IN_BACKUPS),
            stores,
            content.removals(),
            new Verifier(index, content, documents, iroh.manifestHash(), iroh.author()),
            keeper);
    this.monitor =
        new StorageMonitor(
            new StorageMonitor.Watched(index, content, stores, publisher, scrubber),
            holdings,
            config.storage().uploads(),
            new KeepMonitor(keeping),
            new OriginMonitor(
                origins, new OriginUses(index, origins), fromOrigins.counts(), writeBack));
  }

  /**
   * Opens the stores in a data directory.
   *
   * @param memory what bodies on their way and documents may take
   * @param parts takes over their closing
   * @throws NodeException if one of them cannot be opened
   */
  static NodeStorage open(NodeConfig config, NodeMemory memory, NodeMetrics metrics, Parts parts) {
    OpenedStores opened = OpenedStores.open(config, memory, metrics, parts);
    try {
      NodeStorage storage = new NodeStorage(config, opened, parts);
      storage.monitor.measure(metrics);
      storage.rates.measure(metrics);
      storage.cached.measure(metrics);
      measure(storage.fromMembers.conduct(), metrics);
      metrics.gauge(
          "horizon_mirror_missing",
          "Blobs that records of mirrored buckets name and that are not here yet.",
          storage.mirror::missing);
      metrics.counter(
          "horizon_egress_borrowed",
          "Bodies at origins that another member fetched for this node.",
          storage.egress::borrowed);
      metrics.counter(
          "horizon_egress_late",
          "How often this node went to an origin itself because the member whose turn it was gave nothing soon.",
          storage.egress::late);
      metrics.counter(
          "horizon_repaired_blobs",
          "Blobs that were damaged here and are whole again, by what other members or origins have.",
          storage.repair::repaired);
      Thread.ofVirtual().name("horizon-sweep").start(storage.leftovers);
      return storage;
    } catch (IndexException | IrohException | IllegalStateException e) {
      throw OpenedStores.failed(config.dataDirectory(), e);
    }
  }

  private static void measure(Conduct conduct, NodeMetrics metrics) {
    metrics.counter(
        "horizon_fetch_lies",
        "How often a member gave other bytes than those of an object; the log says who.",
        conduct::lies);
    metrics.counter(
        "horizon_fetch_handed_on",
        "Windows that were taken from a slow or silent member, for another.",
        conduct::handedOn);
    metrics.counter(
        "horizon_fetched_again_bytes",
        "Bytes of objects that came from other members although they were here.",
        conduct::again);
    metrics.counter(
        "horizon_fetch_spared_bytes",
        "Bytes of overwritten objects that were here already and did not come again.",
        conduct::spared);
  }

  /**
   * Starts the work that nobody waits for; a node that is only verified has none.
   *
   * @param forgetAfter how long a member may be silent before nobody waits for it
   */
  void startUpkeep(NodeConfig.Storage config, Duration forgetAfter, Parts parts) {
    Upkeep upkeep = stores.upkeep();
    transfers.open();
    parts.add(transfers);
    parts.add(PeriodicTask.start("transfers", Transfers.LOOKED_AT, transfers::look));
    parts.add(stores.lockClock());
    parts.add(
        PeriodicTask.start("garbage collection", config.gcInterval(), stores::collectGarbage));
    if (config.scrubInterval().isPositive()) {
      parts.add(PeriodicTask.start("scrub", UPKEEP, scrubber::run));
    }
    parts.add(PeriodicTask.start("upkeep", UPKEEP, upkeep::run));
    parts.add(PeriodicTask.start("plugins' reads", GATHERED_EVERY, stores.plugins()::run));
    Forgetting.Rule rule = new Forgetting.Rule(Forgetting.Rule.LEAST, forgetAfter);
    parts.add(PeriodicTask.start("epochs", UPKEEP, () -> keeper.run(rule)));
    parts.add(PeriodicTask.start("reports", GATHERED_EVERY, () -> reports.gather(rule, members)));
    parts.add(PeriodicTask.start("transfer rates", TransferLimits.LOOKED_AT, rates::look));
    parts.add(mirror);
    parts.add(PeriodicTask.start("mirror", UPKEEP, mirror::run));
    parts.add(PeriodicTask.start("repair", UPKEEP, repair::run));
    parts.add(keeping);
    parts.add(PeriodicTask.start("promises", RENEWED_EVERY, keeping::renew));
    parts.add(PeriodicTask.start("unkept bytes", RENEWED_EVERY, keeping::fetchUnkept));
    parts.add(PeriodicTask.start("copies", FETCHED_EVERY, keeping::fetchCopies));
    parts.add(PeriodicTask.start("pins", FETCHED_EVERY, keeping::fetchPinned));
    parts.add(PeriodicTask.start("room", UPKEEP, keeping.room()::make));
    parts.add(PeriodicTask.start("idle bytes", GATHERED_EVERY, keeping.room()::evictIdle));
    parts.add(PeriodicTask.start("losers", LOSERS_LOOKED_AT, upkeep::dropLapsedLosers));
    Duration maxAge = config.uploads().maxAge();
    if (maxAge.isPositive()) {
      parts.add(
          PeriodicTask.start(
              "end of old uploads", lookedForEvery(maxAge), stores.uploadExpiry()::run));
    }
  }

  /** How often something is looked for that is to end at an age: it may be a little older. */
  private static Duration lookedForEvery(Duration age) {
    Duration part = age.dividedBy(AGE_PARTS);
    return part.compareTo(UPKEEP) < 0 ? UPKEEP : part.compareTo(HOUR) > 0 ? HOUR : part;
  }

  NodeStores stores() {
    return stores;
  }

  /** Whether so many bytes more can be kept that are only copies of what an origin has. */
  private boolean hasRoom(long bytes) {
    DiskFloor.Space space = content.floor().space();
    return !space.isShort() && space.free() - space.floor() > bytes;
  }

  /** What is read through the origins of buckets. */
  OriginReading fromOrigins() {
    return fromOrigins;
  }

  private boolean knowsOrigin(BucketId bucket, OriginId origin) {
    return index.read(
        tables ->
            tables
                .buckets()
                .find(bucket)
                .filter(row -> tables.settings().knowsOrigin(row.id(), origin))
                .isPresent());
  }

  private void transfersChanged() {
    stores.news().changed(Part.TRANSFERS);
  }

  /** How fast bytes may go between nodes. */
  TransferLimits rates() {
    return rates;
  }

  /** Room for what waits to be sent. */
  Scratch scratch() {
    return scratch;
  }

  private static Reach reach(NodeId self, NodeConfig.Network network) {
    return new Reach(
        () -> PeerSocket.of(self),
        network.advertise().stream()
            .map(each -> InetSocketAddress.createUnresolved(each.host(), each.port()))
            .toList(),
        network.relay(),
        network.discovery());
  }

  /** Whom everything on this node belongs to. */
  Owner owner() {
    return Owner.ofInstallation(index.read(Tables::installation));
  }

  /**
   * Begins to talk with other nodes.
   *
   * @param owner of buckets that this node joins
   */
  NodePeers startPeers(NodeConfig.Peers config, Owner owner) {
    SyncStores entries =
        new SyncStores(index, epochs, stores.objects(), iroh.manifestHash(), content.floor());
    return NodePeers.start(
        new NodePeers.Ground(
            iroh,
            network,
            documents,
            stores,
            shares,
            new HeldShelf(provenance, content.peerRecords(), members, transfers),
            fetched,
            keeping,
            new EgressDesk(members, fromOrigins.lent()),
            reports,
            entries,
            pluginShelf()),
        members,
        config,
        owner);
  }

  /** Whether plugins are installed. */
  boolean hasPlugins() {
    return index.read(tables -> !tables.plugins().all().isEmpty());
  }

  /** The plugins that are installed. */
  IndexedPlugins plugins() {
    return new IndexedPlugins(index, box, content.floor());
  }

  /** What plugins come to. */
  RunningChain.Ground pluginGround(KeyRing keys, NodeMetrics metrics) {
    return new RunningChain.Ground(
        new ChainPorts(
            stores.plugins().docs(),
            stores.plugins().blobs(),
            new NetClient(),
            stores.objects(),
            stores.bodyMemory(),
            iroh.author()),
        stores.plugins().events(),
        index,
        keys,
        metrics);
  }

  /** A key of this node for one purpose of plugins, always the same. */
  byte[] pluginKey(String purpose) {
    return iroh.keyFor("horizonpush plugins " + purpose);
  }

  /** The tickets by which other nodes may have them. */
  IndexedShelf pluginShelf() {
    return new IndexedShelf(index, InstantSource.system());
  }

  /** The access keys kept in this storage. */
  KeyRing openKeys(AccessKey root) {
    return KeyRing.open(index, box, root, InstantSource.system(), stores.news());
  }

  /** What an operator does with them on several nodes. */
  NodeKeyTransfers keyTransfers(KeyRing keys) {
    return new NodeKeyTransfers(
        keys, new KeyTransfers(iroh.signingKey(), iroh.seal()), members::isOwner);
  }

  /** What an operator does with buckets. */
  NodeBuckets buckets(Owner owner, NodeHomes homes) {
    return new NodeBuckets(
        new NodeBuckets.Ground(index, stores, holdings, mirror, origins), homes, owner);
  }

  /** The places in clouds that this node has access to. */
  NodeOrigins origins() {
    return origins;
  }

  /**
   * What an operator does with them.
   *
   * @param written the objects as clients write them, which need not wait for origins
   */
  OperatedOrigins operatedOrigins(ObjectStore written) {
    OperatedTransitions moves = new OperatedTransitions(written, writeBack.transitions(written));
    return new OperatedOrigins(
        origins, new OriginUses(index, origins), stores, writeBack, imports, moves);
  }

  /** What is written here, on its way to them. */
  NodeWriteBack writeBack() {
    return writeBack;
  }

  /** What an operator sees of transfers, and does with them. */
  NodeTransfers transfers() {
    return new NodeTransfers(transfers, prefetches::goOn);
  }

  /**
   * Goes on with what was prefetched or imported when the node ended: for that members have to be
   * reached.
   */
  void goOnFetching() {
    prefetches.open();
    imports.goOn();
  }

  /** What an operator does with bytes that other nodes have. */
  NodeCache cache() {
    return new NodeCache(
        stores, prefetches, transfers.view(), new NodeKeeping(stores, keeping), cached);
  }

  /** The id that other nodes know this one by. */
  String nodeId() {
    return iroh.nodeId();
  }

  /** How the stores are. */
  NodeStatus.StorageStatus status() {
    return monitor.status();
  }

  /** What keeps them from working as they should. */
  List<Alarm> alarms() {
    return monitor.alarms();
  }

  /** How they are at a start, without what they hold: that takes time. */
  NodeStatus.StorageStatus statusAtStart() {
    return monitor.statusAtStart();
  }

  /** What an operator lets them do. */
  StorageCare care() {
    return care;
  }
}
