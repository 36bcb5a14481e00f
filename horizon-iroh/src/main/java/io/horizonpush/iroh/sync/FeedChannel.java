package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.iroh.net.PeerStream;
import java.time.Duration;
import java.util.Optional;

/**
 * One end of a feed: messages over a stream. Failures are {@link PeerException}s. One thread sends
 * and one receives.
 */
record FeedChannel(PeerStream stream, int longest, Duration patience) {

  /** How often the giving end says that it is there. */
  static final Duration KEPT_ALIVE = Duration.ofSeconds(10);

  /** How long one end waits for the other, which may have to wait for its disk. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long who follows may have nothing to answer, because nothing is new. */
  private static final Duration SILENCE = Duration.ofDays(1);

  private static final int LONGEST_ANSWER = 1 << 10;

  /** The end that gives: it is told little. */
  static FeedChannel giving(PeerStream stream) {
    return new FeedChannel(stream, LONGEST_ANSWER, SILENCE);
  }

  /** The end that takes: it hears something every few seconds. */
  static FeedChannel taking(PeerStream stream) {
    return new FeedChannel(stream, PeerStream.LONGEST_FRAME, KEPT_ALIVE.multipliedBy(3));
  }

  void send(FeedMessage message) {
    stream.send(FeedCodec.encode(message), PATIENCE);
  }

  /** The next message; nothing when the other end has finished. */
  Optional<FeedMessage> receive() {
    return stream.receive(longest, patience).map(FeedChannel::decode);
  }

  /** The next message, which must be of a kind. */
  <T extends FeedMessage> T receive(Class<T> kind) {
    FeedMessage message =
        receive()
            .orElseThrow(() -> new PeerException(Reason.CLOSED, "The other node ended the feed"));
    if (!kind.isInstance(message)) {
      throw protocol("A feed has a message where another should be");
    }
    return kind.cast(message);
  }

  private static FeedMessage decode(byte[] frame) {
    try {
      return FeedCodec.decode(frame);
    } catch (CodecException e) {
      throw new PeerException(Reason.PROTOCOL, "A feed has a frame that is no message", e);
    }
  }

  static PeerException protocol(String what) {
    return new PeerException(Reason.PROTOCOL, what);
  }
}
