package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Makes connections by which streams are answered: the other node has heard all that it wants to
 * hear first. Thread-safe; blocks its (virtual) thread.
 */
@FunctionalInterface
public interface Dialer {

  /**
   * Connects with a node.
   *
   * @throws io.horizonpush.iroh.net.PeerException if that does not work in time
   */
  PeerConnection dial(NodeId node, List<InetSocketAddress> addresses, Duration patience);
}
