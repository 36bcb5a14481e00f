package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.PeerStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** A stream that counts what goes over it in both directions, frames with their lengths. */
final class CountedStream implements PeerStream {

  private final PeerStream real;
  private final LongAdder bytes;

  CountedStream(PeerStream real, LongAdder bytes) {
    this.real = real;
    this.bytes = bytes;
  }

  @Override
  public void send(byte[] frame, Duration patience) {
    bytes.add(Integer.BYTES + frame.length);
    real.send(frame, patience);
  }

  @Override
  public Optional<byte[]> receive(int longest, Duration patience) {
    Optional<byte[]> frame = real.receive(longest, patience);
    frame.ifPresent(each -> bytes.add(Integer.BYTES + each.length));
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
