package io.horizonpush.iroh.net;

import io.horizonpush.iroh.ffm.NativeNetwork;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A stream of an iroh connection. Thread-safe.
 *
 * @param handle of the stream, which is unknown once it is closed
 */
record IrohStream(NativeNetwork network, long handle) implements PeerStream {

  private static final Duration AT_ONCE = Duration.ZERO;

  @Override
  public void send(byte[] frame, Duration patience) {
    if (frame.length > LONGEST_FRAME) {
      throw new IllegalArgumentException(
          "A frame has at most " + LONGEST_FRAME + " bytes, not " + frame.length);
    }
    PeerFailures.await(network.send(handle, frame, patience), patience);
  }

  @Override
  public Optional<byte[]> receive(int longest, Duration patience) {
    if (longest < 0 || longest > LONGEST_FRAME) {
      throw new IllegalArgumentException("No frame has " + longest + " bytes");
    }
    return PeerFailures.await(network.receive(handle, longest, patience), patience);
  }

  @Override
  public void finish() {
    PeerFailures.await(network.finish(handle), AT_ONCE);
  }

  @Override
  public void close() {
    // Done again, it names nothing any more.
    CompletableFuture<Void> _ = network.closeStream(handle);
  }
}
