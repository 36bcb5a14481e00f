package io.horizonpush.iroh.home;

import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A stream whose answers get lost, as often as a counter says. */
record LosingAnswers(PeerStream real, AtomicInteger left) implements PeerStream {

  @Override
  public void send(byte[] frame, Duration patience) {
    real.send(frame, patience);
  }

  @Override
  public Optional<byte[]> receive(int longest, Duration patience) {
    Optional<byte[]> answer = real.receive(longest, patience);
    if (left.getAndDecrement() > 0) {
      throw new PeerException(PeerException.Reason.CLOSED, "Lost");
    }
    return answer;
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
