package io.horizonpush.node;

import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.backup.Backup;
import io.horizonpush.iroh.backup.BackupReport;
import io.horizonpush.iroh.content.BodyLimits;
import io.horizonpush.iroh.content.ContentFiles;
import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.content.PendingPlaces;
import io.horizonpush.iroh.content.StoreIdentity;
import io.horizonpush.iroh.disk.ScratchFiles;
import io.horizonpush.iroh.epoch.EpochKeeper;
import io.horizonpush.iroh.epoch.Epochs;
import io.horizonpush.iroh.epoch.Forgetting;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.NativeLibrary;
import io.horizonpush.iroh.ffm.NativeLibraryException;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Clocks;
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
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.iroh.store.Upkeep;
import io.horizonpush.iroh.swarm.FetchedBytes;
import io.horizonpush.iroh.swarm.HeldShelf;
import io.horizonpush.iroh.swarm.Mirror;
import io.horizonpush.iroh.swarm.PeerBlobs;
import io.horizonpush.iroh.swarm.Provenance;
import io.horizonpush.iroh.sync.SyncStores;
import io.horizonpush.iroh.verify.Scrubber;
import io.horizonpush.iroh.verify.Verifier;
import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.admin.BucketEpoch;
import io.horizonpush.node.admin.BucketSummary;
import io.horizonpush.node.admin.GcReport;
import io.horizonpush.node.admin.NodeStatus;
import io.horizonpush.node.config.ByteSize;
import io.horizonpush.node.config.ConfigLoader;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.data.DataDirectory;
import io.horizonpush.node.keys.KeyRing;
import io.horizonpush.node.keys.KeyTransfers;
import io.horizonpush.node.memory.NodeMemory;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.s3.auth.AccessKey;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.payload.Checksums;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.Scratch;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores of a node, opened in the order in which they need each other: index, iroh node, object
 * store, publisher. Thread-safe.
 */
final class NodeStorage {

  private static final Logger log = LoggerFactory.getLogger(NodeStorage.class);

  /** The files of a data directory that a node needs besides its stores. */
  static final List<String> IN_BACKUPS =
      List.of(IrohNode.KEY, DataDirectory.ROOT_KEY, ConfigLoader.FILE_NAME);

  private static final Duration UPKEEP = Duration.ofSeconds(1);
  private static final Duration RENEWED_EVERY = Duration.ofSeconds(10);
  private static final Duration FETCHED_EVERY = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration LOSERS_LOOKED_AT = HOUR;
  private static final int AGE_PARTS = 24;

  private final Index index;
  private final IrohNode iroh;
  private final ContentStore content;
  private final ScratchFiles scratch;
  private final SecretBox box;
  private final BucketDocuments documents;
  private final NodeStores stores;
  private final Scrubber scrubber;
  private final Runnable leftovers;
  private final Publisher publisher;
  private final IrohNetwork network;
  private final BucketMembers members;
  private final Provenance provenance;
  private final FetchedBytes fetched;
  private final PeerBlobs fromMembers;
  private final Mirror mirror;
  private final Keeping keeping;
  private final ShareStore shares;
  private final Epochs epochs;
  private final Backup backup;
  private final Holdings holdings;
  private final StorageMonitor monitor;
  private final ReentrantLock verifying = new ReentrantLock();

  private NodeStorage(
      NodeConfig config, Index index, IrohNode iroh, ContentStore content, Parts parts) {
    this.backup = new Backup(index, content, config.dataDirectory(), IN_BACKUPS);
    this.index = index;
    this.iroh = iroh;
    this.content = content;
    this.scratch = ScratchFiles.in(config.dataDirectory(), content.floor());
    this.box = new SecretBox(iroh.secretsKey());
    this.documents = new BucketDocuments(index, iroh.replicas(), box);
    NodeId self = new NodeId(iroh.nodeId());
    this.network = iroh.network(reach(self, config.peers().network()));
    this.members = new BucketMembers(self);
    this.provenance = new Provenance(index);
    this.fetched = new FetchedBytes(network.blobs());
    this.fromMembers = new PeerBlobs(content, content.peerRecords(), fetched, members, provenance);
    this.stores =
        new NodeStores(
            new NodeStores.Ground(
                index,
                content,
                iroh.replicas(),
                List.of(fromMembers),
                iroh.manifestHash(),
                iroh.author()),
            config.storage().uploads());
    this.mirror = new Mirror(index, fromMembers);
    this.keeping =
        new Keeping(
            new Keeping.Ground(
                index,
                content,
                stores.objects(),
                stores::bucket,
                self,
                members,
                fromMembers::fetch,
                stores::collectGarbage),
            PromiseTerms.USUAL);
    this.shares = stores.shares(box);
    this.epochs = new Epochs(index, documents, stores.epochs(), shares, iroh.author());
    members.answerFrom(shares);
    this.holdings = new Holdings(index);
    this.scrubber = new Scrubber(index, content, config.storage().scrubInterval());
    this.leftovers = stores.leftovers();
    this.publisher =
        parts.add(
            new Publisher(index, documents, stores.backlog(), iroh.manifestHash(), iroh.author()));
    this.monitor =
        new StorageMonitor(
            new StorageMonitor.Watched(index, content, stores, publisher, scrubber),
            holdings,
            config.storage().uploads(),
            new KeepMonitor(keeping));
  }

  /**
   * Opens the stores in a data directory.
   *
   * @param memory what bodies on their way and documents may take
   * @param parts takes over their closing
   * @throws NodeException if one of them cannot be opened
   */
  static NodeStorage open(NodeConfig config, NodeMemory memory, NodeMetrics metrics, Parts parts) {
    Path directory = config.dataDirectory();
    // Beside the opening of the index, on which it does not depend.
    FutureTask<NativeLibrary> library = new FutureTask<>(() -> NativeLibrary.load(directory));
    Thread.ofPlatform().name("native-library").daemon().start(library);
    try {
      PendingPlaces pending = new PendingPlaces();
      Index index = parts.add(Index.open(directory, options(config, metrics, pending)));
      requireOneNode(index, directory);
      IrohNode iroh =
          parts.add(
              IrohNode.open(loaded(library), directory, memory.documents(), index::turnReadOnly));
      ContentStore content =
          parts.add(
              ContentStore.open(
                  index,
                  iroh.store(),
                  new ContentFiles(directory, config.storage().diskFloor()),
                  limits(config.storage().content(), memory.bodies()),
                  pending,
                  index::turnReadOnly));
      NodeStorage storage = new NodeStorage(config, index, iroh, content, parts);
      storage.monitor.measure(metrics);
      metrics.gauge(
          "horizon_mirror_missing",
          "Blobs that records of mirrored buckets name and that are not here yet.",
          storage.mirror::missing);
      Thread.ofVirtual().name("horizon-sweep").start(storage.leftovers);
      return storage;
    } catch (IndexException | IrohException | NativeLibraryException | IllegalStateException e) {
      throw new NodeException("The stores in " + directory + " do not open: " + e.getMessage(), e);
    }
  }

  /**
   * Starts the work that nobody waits for; a node that is only verified has none.
   *
   * @param forgetAfter how long a member may be silent before nobody waits for it
   */
  void startUpkeep(NodeConfig.Storage config, Duration forgetAfter, Parts parts) {
    Upkeep upkeep = stores.upkeep();
    parts.add(stores.lockClock());
    parts.add(
        PeriodicTask.start("garbage collection", config.gcInterval(), stores::collectGarbage));
    if (config.scrubInterval().isPositive()) {
      parts.add(PeriodicTask.start("scrub", UPKEEP, scrubber::run));
    }
    parts.add(PeriodicTask.start("upkeep", UPKEEP, upkeep::run));
    EpochKeeper keeper = epochs.keeper();
    Forgetting.Rule rule = new Forgetting.Rule(Forgetting.Rule.LEAST, forgetAfter);
    parts.add(PeriodicTask.start("epochs", UPKEEP, () -> keeper.run(rule)));
    parts.add(mirror);
    parts.add(PeriodicTask.start("mirror", UPKEEP, mirror::run));
    parts.add(keeping);
    parts.add(PeriodicTask.start("promises", RENEWED_EVERY, keeping::renew));
    parts.add(PeriodicTask.start("copies", FETCHED_EVERY, keeping::fetchCopies));
    parts.add(PeriodicTask.start("pins", FETCHED_EVERY, keeping::fetchPinned));
    parts.add(PeriodicTask.start("room on the disk", UPKEEP, keeping::makeRoom));
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

  /** Before anything is opened that would make what is missing. */
  private static void requireOneNode(Index index, Path directory) {
    StoreIdentity _ = StoreIdentity.check(index, directory);
    boolean isNew = index.read(tables -> tables.identity().get()).generation() == 0;
    if (!isNew && !Files.exists(directory.resolve(IrohNode.KEY))) {
      throw new IllegalStateException(
          "%s is missing, with which the secrets in the index are encrypted. Put it back, or restore a backup; nothing was changed."
              .formatted(directory.resolve(IrohNode.KEY)));
    }
  }

  private static NativeLibrary loaded(Future<NativeLibrary> library) {
    try {
      NativeLibrary loaded = library.get();
      Checksums.computeCrc64By(loaded.crc64()::update);
      Checksums.computeMd5By(loaded.md5()::begin);
      return loaded;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof NativeLibraryException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeException("The start was interrupted.", e);
    }
  }

  private static Index.Options options(
      NodeConfig config, NodeMetrics metrics, PendingPlaces pending) {
    Index.Options defaults = Index.Options.DEFAULT;
    int maxBatch = config.storage().groupCommit() ? defaults.maxBatch() : 1;
    return new Index.Options(maxBatch, defaults.readers(), Clocks.SYSTEM, metrics::commit, pending);
  }

  private static BodyLimits limits(NodeConfig.Content content, BodyMemory memory) {
    return new BodyLimits(
        Math.toIntExact(content.inlineMax().bytes()),
        Math.toIntExact(content.segmentMax().bytes()),
        content.segmentSize().stream().mapToLong(ByteSize::bytes).findFirst(),
        memory);
  }

  NodeStores stores() {
    return stores;
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
            new HeldShelf(provenance, content.peerRecords(), members),
            fetched,
            keeping,
            entries),
        members,
        config,
        owner);
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
  NodeBuckets buckets(Owner owner) {
    return new NodeBuckets(index, stores, holdings, mirror, owner);
  }

  /** What an operator does with bytes that other nodes have. */
  NodeCache cache() {
    return new NodeCache(stores, fromMembers, new NodeKeeping(stores, keeping));
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

  /** Every bucket. */
  List<BucketId> bucketIds() {
    return index.read(tables -> tables.buckets().all()).stream().map(BucketRow::uid).toList();
  }

  /** A bucket with its options, if it is there. */
  Optional<BucketSummary> findBucket(BucketId id) {
    return index
        .read(tables -> tables.buckets().find(id))
        .flatMap(row -> stores.buckets().find(row.name()))
        .filter(bucket -> bucket.id().equals(id))
        .map(bucket -> BucketSummary.of(bucket, mirror.policy(id)));
  }

  /** The epoch that a shared bucket is in here, once it has a document. */
  Optional<BucketEpoch> epoch(BucketId id) {
    return index.read(
        tables ->
            tables
                .buckets()
                .find(id)
                .flatMap(
                    row ->
                        tables
                            .documents()
                            .current(row.id())
                            .map(document -> new BucketEpoch(row.name(), document.epoch()))));
  }

  /** How they are at a start, without what they hold: that takes time. */
  NodeStatus.StorageStatus statusAtStart() {
    return monitor.statusAtStart();
  }

  BackupReport backup(Path directory) {
    log.atInfo().addKeyValue("directory", directory).log("backup begins");
    BackupReport made = backup.make(directory);
    log.atInfo()
        .addKeyValue("directory", directory)
        .addKeyValue("objects", made.objects())
        .log("backup made");
    return made;
  }

  GcReport collectGarbage(boolean confirm) {
    if (confirm && content.removals().confirm()) {
      log.info("what the restore left may go");
    }
    int removed = stores.collectAllGarbage().size();
    if (removed > 0) {
      log.atInfo().addKeyValue("blobs", removed).log("garbage collected");
    }
    return new GcReport(removed);
  }

  /** One at a time: it holds one of the index's few readers, and needs another now and then. */
  VerifyReport verify(boolean deep) {
    verifying.lock();
    try {
      return new Verifier(index, content, documents, iroh.manifestHash(), iroh.author())
          .verify(deep);
    } finally {
      verifying.unlock();
    }
  }
}
