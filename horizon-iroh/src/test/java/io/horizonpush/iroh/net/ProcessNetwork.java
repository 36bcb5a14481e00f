package io.horizonpush.iroh.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Nodes of one process that begin streams with each other. Thread-safe. */
public final class ProcessNetwork {

  private final Map<NodeId, BiConsumer<NodeId, PeerStream>> nodes = new ConcurrentHashMap<>();

  /** What stands between who begins a stream and the stream. */
  public volatile UnaryOperator<PeerStream> between = UnaryOperator.identity();

  /**
   * Lets a node be reached.
   *
   * @param answers the streams of others, each on a thread of its own
   */
  public void add(NodeId node, BiConsumer<NodeId, PeerStream> answers) {
    nodes.put(node, answers);
  }

  /** Lets a node not be reached any more. */
  public void cut(NodeId node) {
    nodes.remove(node);
  }

  /** The network as a node sees it. */
  public PeerNetwork of(NodeId self) {
    return new View(self);
  }

  private final class View implements PeerNetwork {

    private final NodeId self;

    View(NodeId self) {
      this.self = self;
    }

    @Override
    public NodeId self() {
      return self;
    }

    @Override
    public List<InetSocketAddress> listen() {
      return List.of(address(10, 1), address(127, 1));
    }

    private static InetSocketAddress address(int first, int last) {
      try {
        byte[] bytes = {(byte) first, 0, 0, (byte) last};
        return new InetSocketAddress(InetAddress.getByAddress(bytes), 4433);
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
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
      BiConsumer<NodeId, PeerStream> answers = nodes.get(peer);
      if (answers == null) {
        throw new PeerException(PeerException.Reason.UNREACHABLE, "Nobody answers");
      }
      return new Connection(self, peer, answers);
    }

    @Override
    public Optional<PeerConnection> accept() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  private final class Connection implements PeerConnection {

    private final NodeId self;
    private final NodeId peer;
    private final BiConsumer<NodeId, PeerStream> answers;

    Connection(NodeId self, NodeId peer, BiConsumer<NodeId, PeerStream> answers) {
      this.self = self;
      this.peer = peer;
      this.answers = answers;
    }

    @Override
    public NodeId peer() {
      return peer;
    }

    @Override
    public PeerStream open() {
      StreamPair pair = new StreamPair();
      Thread.ofVirtual().start(() -> answers.accept(self, pair.there()));
      return between.apply(pair.here());
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
}
