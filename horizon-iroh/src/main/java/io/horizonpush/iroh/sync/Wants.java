package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.iroh.sync.FeedMessage.Want;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What who follows a feed answers, read by a thread of its own: so it is noticed at once when
 * nobody follows any more. That thread ends with the stream. One thread takes what it reads.
 */
final class Wants {

  private final FeedChannel channel;
  private final Runnable onEnd;
  private final BlockingQueue<Optional<Want>> read = new ArrayBlockingQueue<>(2);
  private volatile boolean ended;

  /**
   * @param onEnd is called when nothing more will come
   */
  Wants(FeedChannel channel, Runnable onEnd) {
    this.channel = channel;
    this.onEnd = onEnd;
    Thread.ofVirtual().name("horizon-feed-wants").start(this::read);
  }

  /** Whether nothing more will come. */
  boolean isEnded() {
    return ended;
  }

  private void read() {
    try {
      boolean asked = true;
      while (asked) {
        Want want = channel.receive(Want.class);
        asked = read.isEmpty() && read.offer(Optional.of(want));
      }
    } catch (PeerException e) {
      // Whoever waits for an answer is told below.
    } finally {
      ended = true;
      boolean _ = read.offer(Optional.empty());
      onEnd.run();
    }
  }

  /** The answer to an offer. */
  BitSet next() throws InterruptedException {
    Optional<Want> next = read.poll(FeedChannel.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new PeerException(Reason.TIMEOUT, "The other node does not say what it wants");
    }
    return next.orElseThrow(
            () -> new PeerException(Reason.CLOSED, "The other node follows no more"))
        .places();
  }
}
