package io.horizonpush.iroh.home;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.epoch.Epochs;
import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerNetwork;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.Reach;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.publish.Publisher;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.share.Admitter;
import io.horizonpush.iroh.share.Farewells;
import io.horizonpush.iroh.share.LocalNode;
import io.horizonpush.iroh.share.Member;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.share.Shares;
import io.horizonpush.iroh.share.Ticket;
import io.horizonpush.iroh.share.Tickets;
import io.horizonpush.iroh.store.IrohStores;
import io.horizonpush.iroh.sync.EntryFeed;
import io.horizonpush.iroh.sync.Nowhere;
import io.horizonpush.iroh.sync.Peers;
import io.horizonpush.iroh.sync.SharedBuckets;
import io.horizonpush.iroh.sync.StreamHandler;
import io.horizonpush.iroh.sync.StreamHandlers;
import io.horizonpush.iroh.sync.SyncAccess;
import io.horizonpush.iroh.sync.SyncCounts;
import io.horizonpush.iroh.sync.SyncGround;
import io.horizonpush.iroh.sync.SyncLimits;
import io.horizonpush.iroh.sync.SyncStores;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.TestingObjects;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A node as it really is, over SQLite, iroh's documents and connections over loopback. */
final class HomeNode implements SharedBuckets, SyncAccess, AutoCloseable {

  static final Duration LONG = Duration.ofSeconds(90);
  static final BucketName NAME = new BucketName("shared");

  private static final Owner OWNER = new Owner("o", "O");

  private final IrohStores stores;
  private final Publisher publisher;
  private final PeerNetwork network;
  private final LocalNode self;
  private final ShareStore shares;
  private final Shares sharing;
  private final Peers peers;
  private final BucketHomes homes;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** What stands between this node's questions and the streams. */
  volatile UnaryOperator<PeerStream> between = UnaryOperator.identity();

  /**
   * Where a node is.
   *
   * @param patience with homes
   * @param between what stands between the node and its network
   * @param wall what its clock shows
   * @param port by which others reach it; 0 for any
   */
  record Surroundings(
      Duration patience, UnaryOperator<PeerNetwork> between, InstantSource wall, int port) {

    static final Surroundings USUAL = waiting(BucketHomes.PATIENCE);

    /** Usual ones, with clients who wait so long. */
    static Surroundings waiting(Duration patience) {
      return new Surroundings(patience, UnaryOperator.identity(), InstantSource.system(), 0);
    }
  }

  HomeNode(Path directory) throws IOException {
    this(directory, Surroundings.USUAL);
  }

  HomeNode(Path directory, Surroundings around) throws IOException {
    stores =
        new IrohStores(
            Files.createDirectories(directory), new Clocks(around.wall(), Clocks.SYSTEM.running()));
    stores.stores().leftovers().run();
    SecretBox box = new SecretBox(stores.node().secretsKey());
    BucketDocuments documents = new BucketDocuments(index(), stores.node().replicas(), box);
    publisher =
        new Publisher(
            index(),
            documents,
            stores.stores().backlog(),
            stores.node().manifestHash(),
            stores.node().author());
    network =
        around
            .between()
            .apply(
                stores
                    .node()
                    .network(
                        Reach.at(
                            List.of(
                                new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(), around.port())))));
    self = new LocalNode(stores.node().signingKey(), stores.node().author(), OWNER, "");
    shares = stores.stores().shares(box);
    homes =
        new BucketHomes(
            new BucketHomes.Ground(
                index(), stores.stores(), shares, self, this::stream, around.patience()));
    SyncGround ground =
        new SyncGround(
            new SyncStores(
                index(),
                new Epochs(
                    index(), documents, stores.stores().epochs(), shares, stores.node().author()),
                stores.stores().objects(),
                stores.node().manifestHash(),
                new DiskFloor(directory, DiskFloor.Rule.NONE)),
            this,
            new SyncLimits(Long.MAX_VALUE, Long.MAX_VALUE, 1_000_000),
            (_, _) -> true,
            new SyncCounts());
    Admitter admitter = new Admitter(shares, self, documents, around.wall());
    StreamHandler joining = admitter::answer;
    StreamHandler leaving = new Farewells(shares, self, around.wall())::answer;
    peers =
        new Peers(
            network,
            this,
            Nowhere.INSTANCE,
            new StreamHandlers(
                Map.of(
                    StreamKind.FEED,
                    new EntryFeed(ground),
                    StreamKind.JOIN,
                    joining,
                    StreamKind.LEAVE,
                    leaving,
                    StreamKind.DECIDE,
                    homes.desk())),
            ground);
    sharing =
        new Shares(shares, self, network, peers::connect, _ -> Optional.empty(), around.wall());
    peers.start();
  }

  private Optional<PeerStream> stream(NodeId peer) {
    return peers.open(peer).map(between);
  }

  Index index() {
    return stores.index();
  }

  IrohStores stores() {
    return stores;
  }

  NodeId id() {
    return self.id();
  }

  BucketHomes homes() {
    return homes;
  }

  ShareStore shares() {
    return shares;
  }

  Shares sharing() {
    return sharing;
  }

  /** Begins a stream with another node, as hostile nodes do. */
  PeerStream open(NodeId peer) {
    return Awaitility.await().atMost(LONG).until(() -> peers.open(peer), Optional::isPresent).get();
  }

  Bucket bucket() {
    return bucket(NAME);
  }

  Bucket bucket(BucketName name) {
    return stores.stores().buckets().find(name).orElseThrow();
  }

  /** The objects as clients get them. */
  TestingObjects objects() {
    return new TestingObjects(homes.objects());
  }

  /** The objects of this node alone. */
  ObjectStore here() {
    return stores.stores().objects();
  }

  /** Makes the bucket. */
  void begin() {
    begin(NAME);
  }

  void begin(BucketName name) {
    Bucket _ = stores.stores().buckets().create(name, OWNER);
  }

  /** Puts an object whose key is its text. */
  void put(String key) {
    objects().put(bucket(), new ObjectKey(key), Bytes.of(key));
  }

  /** Whether this node has an object. */
  boolean has(String key) {
    return stores.stores().objects().find(bucket(), new ObjectKey(key)).present().isPresent();
  }

  /** Lets another node join. */
  void admit(HomeNode other, MemberMode mode) {
    admit(NAME, other, mode);
  }

  void admit(BucketName name, HomeNode other, MemberMode mode) {
    Tickets.Wanted wanted =
        new Tickets.Wanted(
            mode == MemberMode.OWNER ? MemberMode.WRITE : mode,
            Duration.ofHours(1),
            Optional.empty(),
            Optional.empty());
    Ticket ticket = sharing.tickets().make(name, wanted).ticket();
    Shares.Joined _ = other.sharing.join(ticket, Optional.empty());
    peers.refresh();
    other.peers.refresh();
    if (mode == MemberMode.OWNER) {
      sharing.members().setMode(name, other.id(), mode);
    }
    Awaitility.await()
        .atMost(LONG)
        .until(
            () ->
                other
                    .shares
                    .find(bucket(name).id())
                    .filter(shared -> shared.membership().allows(other.id(), mode))
                    .isPresent());
  }

  /** Lets this node decide for all; waits until the others know. */
  void decide(Deciding deciding, HomeNode... others) {
    decide(NAME, deciding, others);
  }

  void decide(BucketName name, Deciding deciding, HomeNode... others) {
    homes.moves().begin(name);
    stores.stores().buckets().setDeciding(bucket(name).id(), deciding);
    for (HomeNode other : others) {
      Awaitility.await()
          .atMost(LONG)
          .until(
              () ->
                  other.bucket(name).configuration().deciding() == deciding
                      && other.number(name) == number(name));
    }
  }

  /** The number of the home that this node knows; 0 for none. */
  long number() {
    return number(NAME);
  }

  long number(BucketName name) {
    return homes.moves().of(name).home().map(home -> home.number()).orElse(0L);
  }

  private Optional<SharedBucket> find(BucketId bucket) {
    return shares.find(bucket);
  }

  @Override
  public Map<BucketId, Set<NodeId>> writers() {
    return Map.of();
  }

  @Override
  public Map<BucketId, Set<NodeId>> members() {
    Map<BucketId, Set<NodeId>> members = new HashMap<>();
    for (SharedBucket bucket : shares.all()) {
      Set<NodeId> others =
          bucket.membership().mayRead(id())
              ? new HashSet<>()
              : new HashSet<>(bucket.hints().keySet());
      bucket.membership().members().stream().map(Member::node).forEach(others::add);
      others.remove(id());
      members.put(bucket.id(), others);
    }
    return members;
  }

  @Override
  public List<InetSocketAddress> addresses(NodeId member) {
    return shares.all().stream()
        .flatMap(bucket -> bucket.addresses(member).stream())
        .distinct()
        .toList();
  }

  @Override
  public boolean mayRead(NodeId peer, BucketId bucket) {
    return find(bucket).filter(shared -> shared.membership().mayRead(peer)).isPresent();
  }

  @Override
  public boolean mayWrite(NodeId peer, BucketId bucket) {
    return find(bucket)
        .filter(shared -> shared.membership().allows(peer, MemberMode.WRITE))
        .isPresent();
  }

  @Override
  public boolean mayWrite(WriterId author, BucketId bucket, DocumentKey key) {
    return find(bucket).filter(shared -> shared.membership().takes(author, key)).isPresent();
  }

  @Override
  public boolean mayHaveWritten(WriterId writer, BucketId bucket) {
    return find(bucket).filter(shared -> shared.membership().knows(writer)).isPresent();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      peers.close();
      network.close();
      publisher.close();
      stores.close();
    }
  }
}
