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

  /** The windows that are under way at the same time: so many, or what keeps all providers busy. */
  private static final int AT_ONCE = 3;

  private static final int MOST_AT_ONCE = 32;

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
      while (underWay.size() >= Math.clamp(download.width(), AT_ONCE, MOST_AT_ONCE)) {
        Waiting.on(underWay.remove());
      }
      ByteRange window = new ByteRange(at, Math.min(WINDOW, download.length() - at));
      underWay.add(download.bring(window, false));
    }
    underWay.forEach(Waiting::on);
    download.complete();
  }
}
