package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives plugins to nodes that have tickets for them ({@link PluginFrames}). Only a node that has
 * proved to have a ticket learns that it is known here, and gets bytes. Thread-safe; blocks its
 * (virtual) thread.
 */
public final class PluginGiver {

  private static final Logger log = LoggerFactory.getLogger(PluginGiver.class);

  /** As many are given at once: each is in memory as a whole. */
  private static final int AT_ONCE = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PluginShelf shelf;
  private final NodeId self;
  private final SecureRandom random = new SecureRandom();
  private final Semaphore room = new Semaphore(AT_ONCE);

  public PluginGiver(PluginShelf shelf, NodeId self) {
    this.shelf = shelf;
    this.self = self;
  }

  /**
   * Answers a node that wants a plugin; to be called for a stream whose first frame asks that.
   *
   * @param taker the node at the other end, which the connection proves
   */
  public void answer(NodeId taker, byte[] first, PeerStream stream) {
    try (stream) {
      Optional<JoinRefusal> refusal = answered(taker, first, stream);
      if (refusal.isPresent()) {
        log.atDebug().addKeyValue("node", taker).log("no plugin given: {}", refusal.get());
        stream.send(AnswerFrames.write(refusal.get()), PATIENCE);
      }
      stream.finish();
    } catch (PeerException e) {
      log.atDebug().addKeyValue("node", taker).log("no plugin given: {}", e.getMessage());
    }
  }

  private Optional<JoinRefusal> answered(NodeId taker, byte[] first, PeerStream stream) {
    PluginFrames.Ask ask = PluginFrames.readAsk(first);
    byte[] fresh = new byte[PluginFrames.NONCE];
    random.nextBytes(fresh);
    Octets nonce = Octets.of(fresh);
    stream.send(AnswerFrames.writeNonce(nonce), PATIENCE);
    Octets proof =
        PluginFrames.readProof(
            stream
                .receive(PluginFrames.LONGEST, PATIENCE)
                .orElseThrow(
                    () -> new PeerException(PeerException.Reason.CLOSED, "It proves nothing")));
    byte[] message = PluginFrames.message(ask.share(), self, taker, nonce, ask.nonce());
    Optional<byte[]> key = shelf.key(ask.share());
    if (key.isEmpty()
        || !ask.share().equals(ShareId.ofKey(key.get()))
        || !SignatureCheck.PLAIN.verify(key.get(), message, proof.bytes())) {
      return Optional.of(JoinRefusal.UNKNOWN);
    }
    if (!room.tryAcquire()) {
      return Optional.of(JoinRefusal.BUSY);
    }
    try {
      return give(ask.share(), taker, stream);
    } finally {
      room.release();
    }
  }

  private Optional<JoinRefusal> give(ShareId ticket, NodeId taker, PeerStream stream) {
    return switch (shelf.give(ticket, taker)) {
      case PluginShelf.Given.Gone() -> Optional.of(JoinRefusal.REVOKED);
      case PluginShelf.Given.Refused(Tickets.State state) -> Optional.of(refusal(state));
      case PluginShelf.Given.File(Octets file) -> {
        send(file.bytes(), stream);
        log.atInfo().addKeyValue("node", taker).addKeyValue("ticket", ticket).log("plugin given");
        yield Optional.empty();
      }
    };
  }

  private static JoinRefusal refusal(Tickets.State state) {
    return switch (state) {
      case EXPIRED -> JoinRefusal.EXPIRED;
      case USED_UP -> JoinRefusal.USED_UP;
      case REVOKED, OPEN -> JoinRefusal.REVOKED;
    };
  }

  private static void send(byte[] file, PeerStream stream) {
    stream.send(PluginFrames.writeLength(file.length), PATIENCE);
    for (int at = 0; at < file.length; at += PluginFrames.PIECE) {
      int end = Math.min(file.length, at + PluginFrames.PIECE);
      stream.send(Arrays.copyOfRange(file, at, end), PATIENCE);
    }
  }
}
