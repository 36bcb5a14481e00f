package io.horizonpush.iroh.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection with one other node. Thread-safe; blocks its (virtual) thread. Failures are {@link
 * PeerException}s: {@code CLOSED} once either end has closed it or the other is gone.
 */
public interface PeerConnection extends AutoCloseable {

  /** The node at the other end, which has proved it. */
  NodeId peer();

  /** Begins a stream. The other node hears of it with the first frame. */
  PeerStream open();

  /** The next stream that the other node begins; waits for it. Nothing once this is closed. */
  Optional<PeerStream> accept();

  /** How the two are connected at this moment. */
  Path path();

  /** Ends the connection with all its streams. Idempotent. */
  @Override
  void close();

  /**
   * A way between two nodes.
   *
   * @param address of the other node; nothing where a relay is between them
   * @param roundTrip from here to there and back
   */
  record Path(Optional<InetSocketAddress> address, Duration roundTrip) {}
}
