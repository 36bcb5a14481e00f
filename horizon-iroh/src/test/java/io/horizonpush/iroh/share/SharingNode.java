package io.horizonpush.iroh.share;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerNetwork;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.ProcessNetwork;
import io.horizonpush.iroh.store.Manifests;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.store.Arrival;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A node with real stores that shares buckets over connections in this process. */
final class SharingNode implements AutoCloseable {

  final StoreFixture fixture;
  final LocalNode self;
  final ShareStore store;
  final Admitter admitter;
  final Shares shares;
  private final PeerNetwork network;
  private final InstantSource wall;
  volatile Optional<String> onlyHere = Optional.empty();

  SharingNode(ProcessNetwork net, Path directory, InstantSource wall, int number)
      throws IOException {
    Cast.Node keys = Cast.Node.of(number);
    fixture = StoreFixture.at(Files.createDirectories(directory), wall, keys.author());
    self =
        new LocalNode(
            keys.key(), keys.author(), new Owner("owner-" + number, "N"), "node-" + number);
    store = fixture.stores().shares(fixture.box());
    DocumentSource documents = fixture.documents(fixture.replicas());
    admitter = new Admitter(store, self, documents, wall);
    network = net.of(self.id());
    this.wall = wall;
    shares = shares(network::connect);
    net.add(self.id(), this::serve);
  }

  /** The same, with connections that are made in another way. */
  Shares shares(Dialer dialer) {
    return new Shares(store, self, network, dialer, _ -> onlyHere, wall);
  }

  PeerNetwork network() {
    return network;
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
