package io.horizonpush.iroh.net;

import io.horizonpush.iroh.ffm.NativeNetwork;
import io.horizonpush.iroh.net.PeerException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A connection over iroh. Thread-safe.
 *
 * @param handle of the connection, which is unknown once it is closed
 */
record IrohConnection(NativeNetwork network, NodeId peer, long handle) implements PeerConnection {

  /** How long the other node may have as many streams as it takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public PeerStream open() {
    long stream = PeerFailures.await(network.openStream(handle, PATIENCE), PATIENCE);
    return new IrohStream(network, stream);
  }

  @Override
  public Optional<PeerStream> accept() {
    try {
      return Optional.of(new IrohStream(network, PeerFailures.await(network.acceptStream(handle))));
    } catch (PeerException e) {
      if (e.reason() == Reason.CLOSED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Path path() {
    NativeNetwork.Way way = PeerFailures.await(network.way(handle), Duration.ZERO);
    return new Path(way.address(), way.roundTrip());
  }

  @Override
  public void close() {
    // Done again, it names nothing any more.
    CompletableFuture<Void> _ = network.closeConnection(handle);
  }
}
