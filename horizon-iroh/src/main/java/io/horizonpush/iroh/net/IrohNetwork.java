package io.horizonpush.iroh.net;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.NativeBlobs;
import io.horizonpush.iroh.ffm.NativeBlobs.Ended;
import io.horizonpush.iroh.ffm.NativeBlobs.Progress;
import io.horizonpush.iroh.ffm.NativeBlobs.Rates;
import io.horizonpush.iroh.ffm.NativeNetwork;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connections over iroh: between addresses that are known, and as far as its {@link Reach} goes.
 * Thread-safe.
 */
public final class IrohNetwork implements PeerNetwork {

  private static final Duration BIND_LIMIT = Duration.ofSeconds(30);

  private final NativeNetwork network;
  private final NativeBlobs blobs;
  private final NodeId self;
  private final Reach reach;
  private final CompletableFuture<Boolean> listening = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The number of the last fetch. */
  private final AtomicLong fetches = new AtomicLong();

  /** As it was bound; until then its sockets are chosen anew. */
  private volatile Optional<NativeNetwork.Endpoint> endpoint = Optional.empty();

  /**
   * @param self the node whose network it is
   */
  public IrohNetwork(NativeNetwork network, NativeBlobs blobs, NodeId self, Reach reach) {
    this.network = network;
    this.blobs = blobs;
    this.self = self;
    this.reach = reach;
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public List<InetSocketAddress> listen() {
    List<InetSocketAddress> bound = bind(true);
    listening.complete(true);
    return reach.advertised().isEmpty() ? LocalAddresses.of(bound) : lookedUp(reach.advertised());
  }

  @Override
  public boolean findsOthers() {
    return isRelayed() || !reach.discovery().isEmpty();
  }

  @Override
  public boolean isRelayed() {
    return relay().isPresent();
  }

  private List<InetSocketAddress> bind(boolean listen) {
    if (closed.get()) {
      throw new PeerException(Reason.CLOSED, "The network is closed");
    }
    NativeNetwork.Endpoint wanted = endpoint.orElseGet(this::wanted);
    List<InetSocketAddress> bound = PeerFailures.await(network.bind(wanted, listen), BIND_LIMIT);
    endpoint = Optional.of(wanted);
    return bound;
  }

  private NativeNetwork.Endpoint wanted() {
    return new NativeNetwork.Endpoint(
        reach.sockets().get(),
        lookedUp(reach.advertised()),
        relay(),
        reach.discovery().contains(Discovery.LOOKUP),
        reach.discovery().contains(Discovery.MDNS));
  }

  private Optional<String> relay() {
    return switch (reach.relay()) {
      case Relay.Off() -> Optional.empty();
      case Relay.Public() -> Optional.of("default");
      case Relay.At(URI url) -> Optional.of(url.toString());
    };
  }

  @Override
  public PeerConnection connect(NodeId peer, List<InetSocketAddress> addresses, Duration patience) {
    bind(false);
    long connection =
        PeerFailures.await(network.connect(peer.bytes(), lookedUp(addresses), patience), patience);
    return new IrohConnection(network, peer, connection);
  }

  /** Limits how fast bytes of blobs go to others, and come from them, from now on. */
  public void limit(Rates up, Rates down) {
    PeerFailures.await(blobs.limit(up, down), BIND_LIMIT);
  }

  /** Blobs of other nodes, over connections of their own. */
  public BlobFetch blobs() {
    return new Blobs();
  }

  private final class Blobs implements BlobFetch {

    @Override
    public Fetching begin(
        Source source, StoredRecord record, List<ByteRange> parts, Duration patience) {
      bind(false);
      long number = fetches.incrementAndGet();
      byte[] peer = source.peer().bytes();
      CompletableFuture<Ended> end =
          blobs.fetch(number, peer, lookedUp(source.addresses()), record, parts, patience);
      return new NativeFetching(blobs, number, end);
    }

    @Override
    public OptionalLong length(Source source, BlobHash blob, Duration patience) {
      bind(false);
      byte[] peer = source.peer().bytes();
      return PeerFailures.await(blobs.length(peer, lookedUp(source.addresses()), blob, patience));
    }
  }

  private record NativeFetching(NativeBlobs blobs, long number, CompletableFuture<Ended> ending)
      implements BlobFetch.Fetching {

    @Override
    public Ended end() {
      // It ends by itself, since patience is for each of its steps.
      return PeerFailures.await(ending);
    }

    @Override
    public Progress progress() {
      return PeerFailures.await(blobs.progress(number), BIND_LIMIT);
    }

    @Override
    public void stop() {
      CompletableFuture<Void> _ = blobs.stop(number);
    }
  }

  private static List<InetSocketAddress> lookedUp(List<InetSocketAddress> addresses) {
    return addresses.stream()
        .map(IrohNetwork::lookedUp)
        .filter(address -> !address.isUnresolved())
        .toList();
  }

  private static InetSocketAddress lookedUp(InetSocketAddress address) {
    return address.isUnresolved()
        ? new InetSocketAddress(address.getHostString(), address.getPort())
        : address;
  }

  @Override
  public Optional<PeerConnection> accept() {
    if (!PeerFailures.await(listening) || closed.get()) {
      return Optional.empty();
    }
    try {
      NativeNetwork.Arrival arrival = PeerFailures.await(network.accept());
      return Optional.of(
          new IrohConnection(network, new NodeId(arrival.peer()), arrival.connection()));
    } catch (PeerException e) {
      if (e.reason() == Reason.CLOSED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      listening.complete(false);
      PeerFailures.await(network.close(), BIND_LIMIT);
    }
  }
}
