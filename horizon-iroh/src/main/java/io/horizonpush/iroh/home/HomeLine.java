package io.horizonpush.iroh.home;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.iroh.net.PeerStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks homes, each question on a stream of its own. Thread-safe; blocks its (virtual) thread.
 *
 * @param streams begins a stream with a node that this one is connected with
 */
record HomeLine(Function<NodeId, Optional<PeerStream>> streams) {

  private static final Logger LOG = LoggerFactory.getLogger(HomeLine.class);

  /** The longest piece of a change in one frame, in bytes. */
  static final int PIECE = 512 << 10;

  /**
   * Asks a node.
   *
   * @param change that follows a question to decide; else empty
   * @throws PeerException {@code UNREACHABLE} if nothing was asked; anything else if it may have
   *     been heard
   */
  HomeAnswer ask(NodeId node, HomeQuestion question, byte[] change, Deadline deadline) {
    try (PeerStream stream = open(node)) {
      stream.send(question.encode(), deadline.left());
      send(stream, change, deadline);
      return stream
          .receive(HomeAnswer.LONGEST, deadline.left())
          .map(HomeAnswer::decode)
          .orElseThrow(() -> new PeerException(Reason.CLOSED, "No answer came"));
    } catch (CodecException | IllegalArgumentException e) {
      throw new PeerException(Reason.PROTOCOL, "Node " + node + " answers what is no answer", e);
    }
  }

  private static void send(PeerStream stream, byte[] change, Deadline deadline) {
    try {
      for (int from = 0; from < change.length; from += PIECE) {
        int to = Math.min(change.length, from + PIECE);
        stream.send(Arrays.copyOfRange(change, from, to), deadline.left());
      }
      stream.finish();
    } catch (PeerException e) {
      if (e.reason() != Reason.CLOSED) {
        throw e;
      }
      LOG.debug("A home may have answered before it has heard all", e);
    }
  }

  private PeerStream open(NodeId node) {
    try {
      return streams
          .apply(node)
          .orElseThrow(
              () -> new PeerException(Reason.UNREACHABLE, "There is no connection with " + node));
    } catch (PeerException e) {
      throw new PeerException(Reason.UNREACHABLE, "Node " + node + " is not reached", e);
    }
  }
}
