package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.epoch.EpochKeeper;
import io.horizonpush.iroh.epoch.Epochs;
import io.horizonpush.iroh.epoch.Forgetting;
import io.horizonpush.iroh.epoch.Reports;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerNetwork;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.ProcessNetwork;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.iroh.publish.Publishing;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.share.Admitter;
import io.horizonpush.iroh.share.LocalNode;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.share.Shares;
import io.horizonpush.iroh.share.SigningKey;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.iroh.share.Tickets;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.s3.store.Records;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A member of a bucket as it is, but for sockets and threads of its own: a test takes each step.
 */
final class EpochPeer implements AutoCloseable {

  static final BucketName NAME = new BucketName("shared");

  final StoreFixture fixture;
  final LocalNode self;
  private final Path directory;
  private final ProcessNetwork network;
  private final InstantSource wall;
  private final SyncCounts counts = new SyncCounts();
  private Optional<EpochKeeper> forgetting = Optional.empty();
  private Optional<Reports> reports = Optional.empty();
  private UnaryOperator<BucketReplicas> replicas = UnaryOperator.identity();
  private UnaryOperator<Records> records = UnaryOperator.identity();

  EpochPeer(ProcessNetwork network, Path directory, InstantSource wall, int number)
      throws IOException {
    this.network = network;
    this.directory = directory;
    this.wall = wall;
    WriterId author = new WriterId(number, 7, 7, 7);
    byte[] seed = ByteBuffer.allocate(SigningKey.LENGTH).putInt(number).array();
    fixture = StoreFixture.at(Files.createDirectories(directory), wall, author);
    self = new LocalNode(SigningKey.of(seed), author, new Owner("owner-" + number, "N"), "");
    answer();
  }

  /** Answers others from now on, in place of whoever has the same keys. */
  final void answer() {
    network.add(self.id(), this::serve);
  }

  /** Puts something before documents and records. */
  void standingBefore(UnaryOperator<BucketReplicas> documents, UnaryOperator<Records> taking) {
    replicas = documents;
    records = taking;
  }

  /** Begins anew, as a process does after one that was killed. */
  void restart() {
    standingBefore(UnaryOperator.identity(), UnaryOperator.identity());
    fixture.restart();
    forgetting = Optional.empty();
    reports = Optional.empty();
  }

  private BucketReplicas documents() {
    return replicas.apply(fixture.replicas());
  }

  SyncCounts counts() {
    return counts;
  }

  ShareStore store() {
    return fixture.stores().shares(fixture.box());
  }

  private Epochs epochs() {
    return fixture.epochs(documents());
  }

  private SyncGround ground() {
    SyncStores stores =
        new SyncStores(
            fixture.index(),
            epochs(),
            records.apply(fixture.stores().objects()),
            TestingRecords::hash,
            new DiskFloor(directory, DiskFloor.Rule.NONE));
    return new SyncGround(stores, new Access(), SyncLimits.DEFAULT, (_, _) -> true, counts);
  }

  private void serve(NodeId peer, PeerStream stream) {
    SyncGround ground = ground();
    Admitter admitter = new Admitter(store(), self, fixture.documents(documents()), wall);
    new StreamHandlers(
            Map.of(
                StreamKind.FEED,
                new EntryFeed(ground),
                StreamKind.JOIN,
                admitter::answer,
                StreamKind.REPORTS,
                reports()::answer,
                StreamKind.SECRET,
                new SecretAnswers(ground)))
        .serve(peer, stream);
  }

  Shares shares() {
    PeerNetwork own = network.of(self.id());
    return new Shares(store(), self, own, own::connect, _ -> Optional.empty(), wall);
  }

  /** Makes the bucket that is shared. */
  void create() {
    fixture.create(NAME.value());
  }

  /** Lets another node in. */
  void admit(EpochPeer other, MemberMode mode) {
    Tickets.Made made =
        shares()
            .tickets()
            .make(
                NAME,
                new Tickets.Wanted(mode, Duration.ofDays(1), Optional.empty(), Optional.empty()));
    Shares.Joined _ = other.shares().join(made.ticket(), Optional.empty());
  }

  void remove(EpochPeer other) {
    shares().members().remove(NAME, other.self.id());
  }

  Bucket bucket() {
    return fixture.buckets().find(NAME).orElseThrow();
  }

  BucketRow row() {
    return fixture.row(bucket());
  }

  Membership members() {
    return store().find(bucket().id()).orElseThrow().membership();
  }

  void put(String key, String text) {
    fixture.objects().put(bucket(), new ObjectKey(key), Bytes.of(text));
  }

  void delete(String key) {
    fixture.objects().delete(bucket(), new ObjectKey(key));
  }

  /** Has a plugin keep a text under a key, or delete it if it is empty. */
  void keep(String key, String text) {
    PluginDocs docs = fixture.stores().plugins().docs();
    PluginDocs.Space space = new PluginDocs.Space(bucket().id(), "audit");
    if (text.isEmpty()) {
      boolean _ = docs.delete(space, key);
    } else {
      docs.set(space, key, ByteBuffer.wrap(Bytes.of(text)));
    }
  }

  /** What plugins of all members keep: keys, authors and clocks. */
  List<String> kept() {
    return fixture
        .stores()
        .plugins()
        .docs()
        .list(
            new PluginDocs.Space(bucket().id(), "audit"), "", "", 1000, PluginDocs.Authors.MEMBERS)
        .stream()
        .map(each -> each.key() + " by " + each.author().word0() + " at " + each.clock())
        .toList();
  }

  /** Brings what was written into the documents. */
  void publish() {
    Publishing.all(fixture, documents());
  }

  /** Goes on where buckets go to another document. */
  void keep() {
    epochs().keeper().run();
  }

  /** Looks for what may be forgotten. */
  void forget(Forgetting.Rule rule) {
    keeper().forget(rule);
  }

  /** What looks for that, the same one until the node begins anew. */
  EpochKeeper keeper() {
    if (forgetting.isEmpty()) {
      forgetting = Optional.of(epochs().keeper());
    }
    return forgetting.get();
  }

  /** What this node knows of how far members are, until it begins anew. */
  synchronized Reports reports() {
    if (reports.isEmpty()) {
      reports = Optional.of(new Reports(fixture.index(), store(), self.key()));
    }
    return reports.get();
  }

  /** Publishes, and does all that can be done without others. */
  void settle() {
    for (int round = 0; round < 3; round++) {
      publish();
      keep();
    }
    publish();
  }

  /** Follows another member until it has said that it has no more. */
  EntryFollower.End pull(EpochPeer from) {
    SyncGround ground = ground();
    PeerConnection connection =
        network.of(self.id()).connect(from.self.id(), List.of(), Duration.ofSeconds(30));
    ground
        .stores()
        .epochs()
        .prepare(row(), document -> new SecretQuestion(bucket().id(), document).ask(connection));
    try (PeerStream here = new UntilInStep(connection.open())) {
      EntryFollower.End end = follower(from, ground).follow(here);
      here.finish(); // So that the last that was said is heard.
      return end;
    }
  }

  private EntryFollower follower(EpochPeer from, SyncGround ground) {
    RateLimit rate = new RateLimit(ground.limits().maxRate());
    return new EntryFollower(from.self.id(), row(), ground, rate);
  }

  /** The secret of a document, if a member gives it to this node. */
  Optional<DocumentSecret> askSecret(EpochPeer member, ReplicaId document) {
    PeerConnection connection =
        network.of(self.id()).connect(member.self.id(), List.of(), Duration.ofSeconds(30));
    return new SecretQuestion(bucket().id(), document).ask(connection);
  }

  /** The document that this node gives to others. */
  Optional<ReplicaId> given() {
    long row = row().id();
    return fixture.index().read(tables -> Epochs.given(tables, row)).map(each -> each.replica());
  }

  long epoch() {
    long row = row().id();
    return fixture.index().read(tables -> tables.documents().current(row)).orElseThrow().epoch();
  }

  /** What clients see: each key with the hash of what it has. */
  Map<String, String> objects() {
    long row = row().id();
    return fixture
        .index()
        .read(
            tables -> {
              try (var objects = tables.versions().allObjects(row)) {
                return objects
                    .map(each -> each.version())
                    .collect(
                        Collectors.toMap(
                            each -> each.key().value(),
                            EpochPeer::text,
                            (one, _) -> one,
                            TreeMap::new));
              }
            });
  }

  private static String text(ObjectVersion version) {
    return TestingRecords.hash(ManifestCodec.encode(version).bytes())
        + " by "
        + version.stamp().writer().hex();
  }

  /**
   * Who says what of which key in the bucket's documents. What a removed member had said of others
   * stays where it came before the removal was heard of, and counts nowhere: it is left out.
   */
  Set<String> entries() {
    Membership members = members();
    return fixture.entries(row().id()).stream()
        .filter(each -> !Statement.isNamed(each.key()) || members.takes(each.author(), each.key()))
        .map(each -> each.key() + " " + each.author() + " " + each.hash())
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    fixture.close();
  }

  /** Who may what, by what is said of members. */
  private final class Access implements SyncAccess {

    private Optional<Membership> members(BucketId bucket) {
      return store().find(bucket).map(SharedBucket::membership);
    }

    @Override
    public boolean mayRead(NodeId peer, BucketId bucket) {
      return members(bucket).filter(each -> each.mayRead(peer)).isPresent();
    }

    @Override
    public boolean mayWrite(NodeId peer, BucketId bucket) {
      return members(bucket).filter(each -> each.allows(peer, MemberMode.WRITE)).isPresent();
    }

    @Override
    public boolean mayWrite(WriterId author, BucketId bucket, DocumentKey key) {
      return members(bucket).filter(each -> each.takes(author, key)).isPresent();
    }

    @Override
    public boolean mayHaveWritten(WriterId writer, BucketId bucket) {
      return members(bucket).filter(each -> each.knows(writer)).isPresent();
    }
  }
}
