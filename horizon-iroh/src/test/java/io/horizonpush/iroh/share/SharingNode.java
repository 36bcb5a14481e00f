package io.horizonpush.iroh.share;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerNetwork;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.StreamPair;
import io.horizonpush.iroh.publish.Manifests;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.store.Arrival;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.crypto.spec.SecretKeySpec;

/** A node with real stores that shares buckets over connections in this process. */
final class SharingNode implements AutoCloseable {

  /** The nodes that can be reached. */
  static final class Net {

    private final Map<NodeId, SharingNode> nodes = new ConcurrentHashMap<>();

    /** What stands between a joiner and its streams. */
    volatile UnaryOperator<PeerStream> between = UnaryOperator.identity();

    void cut(SharingNode node) {
      nodes.remove(node.self.id());
    }
  }

  final Net net;
  final StoreFixture fixture;
  final LocalNode self;
  final ShareStore store;
  final Admitter admitter;
  final Shares shares;
  volatile Optional<String> onlyHere = Optional.empty();

  SharingNode(Net net, Path directory, InstantSource wall, int number) throws IOException {
    this.net = net;
    Cast.Node keys = Cast.Node.of(number);
    fixture = StoreFixture.at(Files.createDirectories(directory), wall, keys.author());
    self =
        new LocalNode(
            keys.key(), keys.author(), new Owner("owner-" + number, "N"), "node-" + number);
    store = fixture.stores().shares(new SecretBox(new SecretKeySpec(new byte[32], "AES")));
    DocumentSource documents = fixture.documents(fixture.replicas());
    admitter = new Admitter(store, self, documents, wall);
    PeerNetwork network = new Network();
    shares = new Shares(store, self, network, network::connect, _ -> onlyHere, wall);
    net.nodes.put(self.id(), this);
  }

  Bucket bucket(String name) {
    return fixture.buckets().find(new BucketName(name)).orElseThrow();
  }

  Membership membership(String name) {
    return shares.members().of(new BucketName(name)).membership();
  }

  /** Publishes, and takes what another node shows of a bucket, as entries bring it. */
  void pull(SharingNode other, String name) {
    other.fixture.publish();
    Bucket theirs = other.bucket(name);
    long row = other.fixture.row(theirs).id();
    List<Arrival> settings =
        other.fixture.entries(row).stream()
            .flatMap(entry -> other.setting(entry).stream())
            .toList();
    fixture.stores().objects().merge(theirs.id(), settings);
  }

  private Optional<Arrival> setting(EntryRow entry) {
    return fixture
        .index()
        .read(tables -> Manifests.find(tables, entry.bucket(), entry.key(), entry.author()))
        .map(
            manifest ->
                new Arrival.OfSetting(
                    entry.author(),
                    entry.key().settingName(),
                    ManifestCodec.decodeSetting(manifest)));
  }

  @Override
  public void close() {
    fixture.close();
  }

  private final class Network implements PeerNetwork {

    @Override
    public NodeId self() {
      return self.id();
    }

    @Override
    public List<InetSocketAddress> listen() {
      return List.of(Addresses.parse("10.0.0.1:4433"), Addresses.parse("127.0.0.1:4433"));
    }

    @Override
    public PeerConnection connect(
        NodeId peer, List<InetSocketAddress> addresses, Duration patience) {
      SharingNode other = net.nodes.get(peer);
      if (other == null) {
        throw new PeerException(PeerException.Reason.UNREACHABLE, "Nobody answers");
      }
      return new Connection(other);
    }

    @Override
    public Optional<PeerConnection> accept() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  private final class Connection implements PeerConnection {

    private final SharingNode other;

    Connection(SharingNode other) {
      this.other = other;
    }

    @Override
    public NodeId peer() {
      return other.self.id();
    }

    @Override
    public PeerStream open() {
      StreamPair pair = new StreamPair();
      Thread.ofVirtual().start(() -> other.serve(self.id(), pair.there()));
      return net.between.apply(pair.here());
    }

    @Override
    public Optional<PeerStream> accept() {
      return Optional.empty();
    }

    @Override
    public PeerConnection.Path path() {
      return new PeerConnection.Path(Optional.empty(), Duration.ZERO);
    }

    @Override
    public void close() {}
  }

  /** Answers one stream as a node does that knows joinings alone. */
  void serve(NodeId peer, PeerStream stream) {
    try {
      stream
          .receive(JoinFrames.LONGEST_ASKED, Duration.ofSeconds(30))
          .ifPresent(first -> admitter.answer(peer, first, stream));
    } catch (PeerException e) {
      stream.close();
    }
  }
}
