package io.horizonpush.iroh.net;

import io.horizonpush.iroh.net.PeerException.Reason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Networks of nodes in one process, between any two of which the connection can be cut.
 * Thread-safe.
 */
public final class TestingNetworks {

  private final Map<NodeId, Network> networks = new ConcurrentHashMap<>();
  private final Set<Set<NodeId>> cut = ConcurrentHashMap.newKeySet();
  private final Map<NodeId, InetSocketAddress> places = new ConcurrentHashMap<>();
  private final Set<End> ends = ConcurrentHashMap.newKeySet();

  /** The network of a node. */
  public PeerNetwork of(NodeId node) {
    return networks.computeIfAbsent(node, Network::new);
  }

  /** Says where a node is reached, in place of a name that nobody knows. */
  public void place(NodeId node, InetSocketAddress address) {
    places.put(node, address);
  }

  /** Ends what is between two nodes, and lets nothing be until {@link #heal}. */
  public void cut(NodeId one, NodeId two) {
    Set<NodeId> pair = Set.of(one, two);
    cut.add(pair);
    ends.stream().filter(end -> end.pair().equals(pair)).forEach(End::close);
  }

  /** Lets everybody reach everybody again. */
  public void heal() {
    cut.clear();
  }

  /** The number of connections between two nodes. */
  public long connections(NodeId one, NodeId two) {
    return ends.stream().filter(end -> end.pair().equals(Set.of(one, two))).count() / 2;
  }

  private final class Network implements PeerNetwork {

    private final NodeId self;
    private final BlockingQueue<Optional<PeerConnection>> accepted = new LinkedBlockingQueue<>();

    Network(NodeId self) {
      this.self = self;
    }

    @Override
    public NodeId self() {
      return self;
    }

    @Override
    public List<InetSocketAddress> listen() {
      return List.of(places.getOrDefault(self, InetSocketAddress.createUnresolved(self.hex(), 1)));
    }

    @Override
    public boolean findsOthers() {
      return false;
    }

    @Override
    public boolean isRelayed() {
      return false;
    }

    @Override
    public PeerConnection connect(
        NodeId peer, List<InetSocketAddress> addresses, Duration patience) {
      Network other = networks.get(peer);
      if (other == null || cut.contains(Set.of(self, peer))) {
        throw new PeerException(Reason.UNREACHABLE, "Nobody answers");
      }
      End here = new End(self, peer);
      End there = new End(peer, self);
      here.other = there;
      there.other = here;
      ends.add(here);
      ends.add(there);
      other.accepted.add(Optional.of(there));
      return here;
    }

    @Override
    public Optional<PeerConnection> accept() {
      return take(accepted);
    }

    @Override
    public void close() {
      accepted.add(Optional.empty());
      ends.stream().filter(end -> end.self.equals(self)).forEach(End::close);
    }
  }

  private static <T> Optional<T> take(BlockingQueue<Optional<T>> queue) {
    try {
      Optional<T> next = queue.take();
      if (next.isEmpty()) {
        queue.add(next);
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private final class End implements PeerConnection {

    private final NodeId self;
    private final NodeId peer;
    private final BlockingQueue<Optional<PeerStream>> accepted = new LinkedBlockingQueue<>();
    private final Set<StreamPair> streams = ConcurrentHashMap.newKeySet();
    private End other = this;
    private volatile boolean closed;

    End(NodeId self, NodeId peer) {
      this.self = self;
      this.peer = peer;
    }

    Set<NodeId> pair() {
      return Set.of(self, peer);
    }

    @Override
    public NodeId peer() {
      return peer;
    }

    @Override
    public PeerStream open() {
      StreamPair pair = new StreamPair();
      streams.add(pair);
      other.accepted.add(Optional.of(pair.there()));
      if (closed) {
        pair.here().close();
        throw new PeerException(Reason.CLOSED, "The connection is closed");
      }
      return pair.here();
    }

    @Override
    public Optional<PeerStream> accept() {
      return take(accepted);
    }

    @Override
    public Path path() {
      return new Path(Optional.empty(), Duration.ZERO);
    }

    @Override
    public void close() {
      closeHere();
      other.closeHere();
    }

    private void closeHere() {
      closed = true;
      ends.remove(this);
      accepted.add(Optional.empty());
      for (StreamPair pair : streams) {
        pair.here().close();
        pair.there().close();
      }
    }
  }
}
