package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.PeerStream;
import java.time.Duration;
import java.util.Optional;

/** A stream that ends for its reader when the other end has said that it has no more. */
final class UntilInStep implements PeerStream {

  private final PeerStream real;
  private boolean inStep;

  UntilInStep(PeerStream real) {
    this.real = real;
  }

  @Override
  public void send(byte[] frame, Duration patience) {
    real.send(frame, patience);
  }

  @Override
  public Optional<byte[]> receive(int longest, Duration patience) {
    if (inStep) {
      return Optional.empty();
    }
    Optional<byte[]> frame = real.receive(longest, patience);
    inStep =
        frame
            .map(FeedCodec::decode)
            .filter(
                message ->
                    message instanceof FeedMessage.Offer(var _, var _, var entries)
                        && entries.isEmpty())
            .isPresent();
    return frame;
  }

  @Override
  public void finish() {
    real.finish();
  }

  @Override
  public void close() {
    real.close();
  }
}
