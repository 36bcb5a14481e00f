package io.horizonpush.iroh.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Connections with other nodes, encrypted, each end known by its key.
 *
 * <p>There is no socket before {@link #listen} or {@link #connect} needs one. Thread-safe; blocks
 * its (virtual) thread. Failures are {@link PeerException}s.
 */
public interface PeerNetwork extends AutoCloseable {

  NodeId self();

  /**
   * Accepts connections from now on, if it did not yet.
   *
   * @return where other nodes may reach this one, as far as it knows
   */
  List<InetSocketAddress> listen();

  /** Whether a node may be reached of which no address is known. */
  boolean findsOthers();

  /** Whether this node may be reached from every network, by those who use the same relay. */
  boolean isRelayed();

  /**
   * Connects to a node, at whichever of the addresses answers. A connection that there is already
   * is not used again: whoever wants one for each peer keeps it.
   *
   * @throws PeerException {@code UNREACHABLE} when none answers in time, {@code REFUSED} when the
   *     node at an address is another or does not want to
   */
  PeerConnection connect(NodeId peer, List<InetSocketAddress> addresses, Duration patience);

  /** The next connection that another node makes; waits for it. Nothing once this is closed. */
  Optional<PeerConnection> accept();

  /** Ends every connection. Idempotent. */
  @Override
  void close();
}
