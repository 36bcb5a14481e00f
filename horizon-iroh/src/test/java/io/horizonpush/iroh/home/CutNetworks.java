package io.horizonpush.iroh.home;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.iroh.net.PeerNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Real networks of nodes in one process, between any two of which all can be cut. Thread-safe. */
final class CutNetworks {

  private final Set<Set<NodeId>> cut = ConcurrentHashMap.newKeySet();
  private final Map<PeerConnection, Set<NodeId>> connections = new ConcurrentHashMap<>();

  /** Ends what is between two nodes, and lets nothing be until {@link #heal}. */
  void cut(NodeId one, NodeId two) {
    Set<NodeId> pair = Set.of(one, two);
    cut.add(pair);
    connections.forEach(
        (connection, ends) -> {
          if (ends.equals(pair)) {
            connection.close();
          }
        });
  }

  /** Lets everybody reach everybody again. */
  void heal() {
    cut.clear();
  }

  /** A network of which parts can be cut off. */
  PeerNetwork over(PeerNetwork real) {
    return new Network(real);
  }

  private final class Network implements PeerNetwork {

    private final PeerNetwork real;

    Network(PeerNetwork real) {
      this.real = real;
    }

    /** A connection, if it may be; one that was made while it was cut is closed by either end. */
    private Optional<PeerConnection> open(PeerConnection connection) {
      Set<NodeId> pair = Set.of(real.self(), connection.peer());
      connections.put(connection, pair);
      if (cut.contains(pair)) {
        connection.close();
        return Optional.empty();
      }
      return Optional.of(connection);
    }

    @Override
    public PeerConnection connect(
        NodeId peer, List<InetSocketAddress> addresses, Duration patience) {
      if (cut.contains(Set.of(real.self(), peer))) {
        throw new PeerException(Reason.UNREACHABLE, "Nobody answers");
      }
      return open(real.connect(peer, addresses, patience))
          .orElseThrow(() -> new PeerException(Reason.UNREACHABLE, "Nobody answers any more"));
    }

    @Override
    public Optional<PeerConnection> accept() {
      while (true) {
        Optional<PeerConnection> next = real.accept();
        if (next.isEmpty()) {
          return next;
        }
        Optional<PeerConnection> open = open(next.get());
        if (open.isPresent()) {
          return open;
        }
      }
    }

    @Override
    public NodeId self() {
      return real.self();
    }

    @Override
    public List<InetSocketAddress> listen() {
      return real.listen();
    }

    @Override
    public boolean findsOthers() {
      return real.findsOthers();
    }

    @Override
    public boolean isRelayed() {
      return real.isRelayed();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
