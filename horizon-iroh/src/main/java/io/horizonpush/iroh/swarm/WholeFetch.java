package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.sync.Waiting;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * The fetch of all of a blob for later: window by window, behind those who read, until it is kept.
 * Confined to one thread.
 */
final class WholeFetch implements Runnable {

  /** The windows that are under way at the same time: so many, or what keeps all providers busy. */
  private static final int AT_ONCE = 3;

  private static final int MOST_AT_ONCE = 32;

  private final Download download;
  private final Precedence precedence;
  private final CompletableFuture<Void> halt;

  /**
   * @param halt ends it early when it is done
   */
  WholeFetch(Download download, Precedence precedence, CompletableFuture<Void> halt) {
    this.download = download;
    this.precedence = precedence;
    this.halt = halt;
  }

  @Override
  public void run() {
    Queue<CompletableFuture<Void>> underWay = new ArrayDeque<>();
    for (long at = 0; at < download.length(); ) {
      precedence.giveWay();
      requireNotHalted(halt);
      while (underWay.size() >= Math.clamp(download.width(), AT_ONCE, MOST_AT_ONCE)) {
        await(underWay.remove());
      }
      ByteRange window = window(at);
      underWay.add(download.bring(window, false));
      at = window.end();
    }
    underWay.forEach(this::await);
    download.complete();
  }

  /** The window that begins with a place, up to the next border of windows. */
  private ByteRange window(long at) {
    long size = download.windowSize();
    long end = Math.min(at - at % size + size, download.length());
    return new ByteRange(at, end - at);
  }

  private void await(CompletableFuture<Void> window) {
    requireNotHalted(halt);
    Object _ = Waiting.on(CompletableFuture.anyOf(window, halt));
    requireNotHalted(halt);
  }

  static void requireNotHalted(CompletableFuture<Void> halt) {
    if (halt.isDone()) {
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE, "An operator has paused or cancelled this transfer.");
    }
  }
}
