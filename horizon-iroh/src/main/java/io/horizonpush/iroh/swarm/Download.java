package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.content.RecordFill;
import io.horizonpush.iroh.ffm.NativeBlobs.Fetched;
import io.horizonpush.iroh.net.BlobFetch;
import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.swarm.Windows.Claim;
import io.horizonpush.iroh.swarm.Windows.Window;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A blob on its way from other nodes, for all who read it at the same time: windows of it are
 * claimed by group, and each is taken from one provider after the other until nothing of it is
 * missing. Thread-safe.
 */
final class Download implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final RecordFill fill;
  private final BlobFetch fetch;
  private final Providers providers;
  private final Function<ByteRange, Optional<Content>> local;
  private final Optional<Basis> basis;
  private final Runnable whole;
  private final Windows windows = new Windows();

  /** The windows that are being fetched. */
  private final AtomicInteger fetching = new AtomicInteger();

  private final ReentrantLock completing = new ReentrantLock();
  private boolean completed;

  /**
   * @param local opens what has come
   * @param basis what need not come
   * @param whole run once nothing of the blob is missing any more; again if that fails
   */
  Download(
      RecordFill fill,
      BlobFetch fetch,
      Providers providers,
      Function<ByteRange, Optional<Content>> local,
      Optional<Basis> basis,
      Runnable whole) {
    this.fill = fill;
    this.fetch = fetch;
    this.providers = providers;
    this.local = local;
    this.basis = basis;
    this.whole = whole;
  }

  /** Of the blob in bytes. */
  long length() {
    return fill.length();
  }

  /** Opens a range that has come; nothing if it is not here any more. */
  Optional<Content> open(ByteRange range) {
    return local.apply(range);
  }

  /**
   * Brings whole groups here, unless they are here or on their way.
   *
   * @return done when they are here; fails with a {@link S3Exception} if nobody gives them
   */
  CompletableFuture<Void> bring(ByteRange groups) {
    Claim claim = windows.claim(groups);
    claim.mine().forEach(window -> fetching.incrementAndGet());
    claim.mine().forEach(window -> Thread.ofVirtual().name("fetch").start(() -> bring(window)));
    return claim.here();
  }

  /** Nobody who reads waits for what is done with the whole: that reads it once more. */
  private void bring(Window window) {
    try {
      basis.ifPresent(each -> each.fill(window.range()));
      boolean last = fetchAsLast(window.range());
      window.here().complete(null);
      if (last) {
        completeBehind();
      }
    } catch (RuntimeException | Error e) {
      window.here().completeExceptionally(e);
      if (e instanceof VirtualMachineError) {
        throw e;
      }
    } finally {
      windows.end(window);
    }
  }

  private void completeBehind() {
    try {
      complete();
    } catch (RuntimeException e) {
      LOG.warn("All of a blob came, and it could not be kept as a whole", e);
    }
  }

  /** Tells whether no other window was being fetched when this one had come. */
  private boolean fetchAsLast(ByteRange window) {
    boolean last = false;
    try {
      fetch(window);
    } finally {
      last = fetching.decrementAndGet() == 0;
    }
    return last;
  }

  /** Does with the whole what is to be done once, if all of it is here; waits for whoever does. */
  void complete() {
    completing.lock();
    try {
      if (!completed && fill.missing(ByteRange.all(length())).isEmpty()) {
        whole.run();
        completed = true;
      }
    } finally {
      completing.unlock();
    }
  }

  private void fetch(ByteRange window) {
    List<ByteRange> missing = fill.missing(window);
    if (missing.isEmpty()) {
      return;
    }
    fill.requireRoom(window.length());
    Providers.Attempt attempt = providers.attempt();
    while (!missing.isEmpty()) {
      Source source = attempt.next().orElseThrow(() -> nobodyGives(attempt.tried()));
      ask(source, missing);
      missing = fill.missing(window);
      if (!missing.isEmpty()) {
        providers.failed(source);
      }
    }
  }

  /** Whoever reads a public bucket need not know who its members are. */
  static S3Exception nobodyGives(int tried) {
    return new S3Exception(
        S3ErrorCode.SERVICE_UNAVAILABLE,
        "The bytes of this object are not on this node, and "
            + (tried == 0
                ? "no member of the bucket that has them can be reached."
                : "none of the "
                    + tried
                    + " members of the bucket that have them gives them now."));
  }

  private void ask(Source source, List<ByteRange> missing) {
    try {
      switch (fetch.fetch(source, fill.record(), missing, PATIENCE)) {
        case Fetched.All _ -> {}
        case Fetched.Partly(String why) ->
            LOG.info(
                "Node {} gave not all of blob {}: {}", source.peer(), fill.record().hash(), why);
        case Fetched.Lie(String why) ->
            LOG.warn(
                "Node {} gave other bytes than those of blob {}: {}",
                source.peer(),
                fill.record().hash(),
                why);
      }
    } catch (PeerException e) {
      LOG.info(
          "Node {} gives nothing of blob {}: {}",
          source.peer(),
          fill.record().hash(),
          e.getMessage());
    }
  }

  /** Lets go of the blob once nothing of it is under way any more. Nobody brings anything then. */
  @Override
  public void close() {
    windows.whenIdle(
        () -> {
          providers.close();
          basis.ifPresent(Basis::close);
          fill.close();
        });
  }
}
