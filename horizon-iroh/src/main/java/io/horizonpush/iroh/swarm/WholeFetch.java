package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.sync.Waiting;
import io.horizonpush.s3.model.ByteRange;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * The fetch of all of a blob for later: window by window, behind those who read, until it is kept.
 * Confined to one thread.
 */
final class WholeFetch implements Runnable {

  private static final long WINDOW = 1 << 20;

  /** The windows that are under way at the same time. */
  private static final int AT_ONCE = 3;

  private final Download download;
  private final Precedence precedence;

  WholeFetch(Download download, Precedence precedence) {
    this.download = download;
    this.precedence = precedence;
  }

  @Override
  public void run() {
    Queue<CompletableFuture<Void>> underWay = new ArrayDeque<>();
    for (long at = 0; at < download.length(); at += WINDOW) {
      precedence.giveWay();
      if (underWay.size() == AT_ONCE) {
        Waiting.on(underWay.remove());
      }
      underWay.add(download.bring(new ByteRange(at, Math.min(WINDOW, download.length() - at))));
    }
    underWay.forEach(Waiting::on);
    download.complete();
  }
}
