package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.sync.StreamHandler;
import java.time.Duration;

/** Tells members of a bucket what of a blob came here through it. Thread-safe. */
public final class HoldAnswers implements StreamHandler {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HeldShelf shelf;

  public HoldAnswers(HeldShelf shelf) {
    this.shelf = shelf;
  }

  @Override
  public void handle(NodeId peer, byte[] first, PeerStream stream) {
    HoldQuestion asked = HoldQuestion.decode(first);
    Holding holding = shelf.holding(peer, asked.bucket(), asked.blob());
    stream.send(HoldQuestion.encodeAnswer(holding), PATIENCE);
    stream.finish();
  }
}
