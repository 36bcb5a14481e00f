package io.horizonpush.iroh.net;

import java.time.Duration;
import java.util.Optional;

/**
 * Frames in both directions, in order. A frame is its length as 4 bytes, the highest first, and so
 * many bytes.
 *
 * <p>One thread sends and one receives; both block their (virtual) thread. Failures are {@link
 * PeerException}s: {@code CLOSED} when the other end gave the stream or the connection up.
 */
public interface PeerStream extends AutoCloseable {

  /** The longest frame that is ever sent, in bytes. */
  int LONGEST_FRAME = 1 << 20;

  /**
   * Sends a frame; waits while the other end does not take what was sent before.
   *
   * @throws PeerException {@code TIMEOUT} when that takes longer than {@code patience}: nobody can
   *     tell how much was sent, so the stream is given up
   */
  void send(byte[] frame, Duration patience);

  /**
   * The next frame; nothing when the other end has finished.
   *
   * @param longest that is taken, in bytes, at most {@link #LONGEST_FRAME}
   * @throws PeerException {@code TIMEOUT} when none comes in time, {@code TOO_LONG} when it says
   *     that it is longer: of such a one nothing is kept, and the stream is given up
   */
  Optional<byte[]> receive(int longest, Duration patience);

  /** Says that nothing more will be sent. */
  void finish();

  /**
   * Asks one question on a stream that was begun for it.
   *
   * @return the answer; nothing when the other end gives none
   */
  default Optional<byte[]> ask(byte[] question, int longestAnswer, Duration patience) {
    send(question, patience);
    finish();
    return receive(longestAnswer, patience);
  }

  /** Gives up what is not finished, in both directions. Idempotent. */
  @Override
  void close();
}
