package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.sync.StreamHandler;
import java.time.Duration;

/** Tells members of a bucket what the trees of its blobs are like. Thread-safe. */
public final class TreeAnswers implements StreamHandler {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HeldShelf shelf;

  public TreeAnswers(HeldShelf shelf) {
    this.shelf = shelf;
  }

  @Override
  public void handle(NodeId peer, byte[] first, PeerStream stream) {
    TreeQuestion asked = TreeQuestion.decode(first);
    stream.send(TreeQuestion.encodeAnswer(shelf.parts(peer, asked)), PATIENCE);
    stream.finish();
  }
}
