package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.iroh.sync.FeedMessage.Ask;
import io.horizonpush.iroh.sync.FeedMessage.Begin;
import io.horizonpush.iroh.sync.FeedMessage.Give;
import io.horizonpush.iroh.sync.FeedMessage.More;
import io.horizonpush.iroh.sync.FeedMessage.Offer;
import io.horizonpush.iroh.sync.FeedMessage.Refused;
import io.horizonpush.iroh.sync.FeedMessage.Seen;
import io.horizonpush.iroh.sync.FeedMessage.Want;
import io.horizonpush.s3.model.S3Exception;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * What who follows a feed answers, read by a thread of its own: what it wants of an offer, and how
 * far it has what was given. So it is noticed at once when nobody follows any more. That thread
 * ends with the stream. One thread takes what it reads.
 */
final class Wants {

  private final FeedChannel channel;
  private final LongConsumer onSeen;
  private final Runnable onEnd;
  private final BlockingQueue<Optional<Want>> read = new ArrayBlockingQueue<>(2);
  private volatile boolean ended;

  /**
   * @param onSeen hears up to which position who follows has all
   * @param onEnd is called when nothing more will come
   */
  Wants(FeedChannel channel, LongConsumer onSeen, Runnable onEnd) {
    this.channel = channel;
    this.onSeen = onSeen;
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
        FeedMessage message = channel.receive(FeedMessage.class);
        switch (message) {
          case Seen(long position) -> onSeen.accept(position);
          case Want want -> asked = read.isEmpty() && read.offer(Optional.of(want));
          case Ask _, Begin _, Refused _, Offer _, Give _, More _ -> asked = false;
        }
      }
    } catch (PeerException | S3Exception e) {
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
