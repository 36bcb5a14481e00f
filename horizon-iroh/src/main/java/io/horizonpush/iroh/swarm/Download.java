package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.content.RecordFill;
import io.horizonpush.iroh.ffm.NativeBlobs.Fetched;
import io.horizonpush.iroh.net.BlobFetch;
import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A blob on its way from other nodes, window by window, for all who read it at the same time.
 * Thread-safe.
 */
final class Download implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final RecordFill fill;
  private final BlobFetch fetch;
  private final Supplier<List<Source>> holders;
  private final Function<ByteRange, Optional<Content>> local;
  private final Runnable whole;

  /** Those that had the blob when somebody asked last. */
  private volatile List<Source> known = List.of();

  private final AtomicInteger underWay = new AtomicInteger();
  private final ConcurrentHashMap<ByteRange, CompletableFuture<Void>> coming =
      new ConcurrentHashMap<>();

  /**
   * @param holders finds out who has the blob, the nearest first
   * @param local opens what has come
   * @param whole run when nothing of the blob is missing any more; at least once, if that happens
   */
  Download(
      RecordFill fill,
      BlobFetch fetch,
      Supplier<List<Source>> holders,
      Function<ByteRange, Optional<Content>> local,
      Runnable whole) {
    this.local = local;
    this.fill = fill;
    this.fetch = fetch;
    this.holders = holders;
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
   * Brings a window here, unless it is here or on its way.
   *
   * @param window of whole groups
   * @return done when it is here; fails with a {@link S3Exception} if nobody gives it
   */
  CompletableFuture<Void> bring(ByteRange window) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> before = coming.putIfAbsent(window, mine);
    if (before != null) {
      return before;
    }
    underWay.incrementAndGet();
    Thread.ofVirtual().name("fetch").start(() -> bring(window, mine));
    return mine;
  }

  private void bring(ByteRange window, CompletableFuture<Void> mine) {
    try {
      if (fetchAsLast(window) && fill.missing(ByteRange.all(length())).isEmpty()) {
        whole.run();
      }
      mine.complete(null);
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
    } finally {
      coming.remove(window, mine);
    }
  }

  /** Tells whether no other window was under way when this one had come. */
  private boolean fetchAsLast(ByteRange window) {
    boolean last = false;
    try {
      fetch(window);
    } finally {
      last = underWay.decrementAndGet() == 0;
    }
    return last;
  }

  private void fetch(ByteRange window) {
    List<String> tried = new ArrayList<>();
    if (cameFrom(known, window, tried)) {
      return;
    }
    known = holders.get();
    if (!cameFrom(known, window, tried)) {
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE,
          "The bytes of this object are not on this node, and no member of the bucket gives them: "
              + (tried.isEmpty()
                  ? "none that has them can be reached."
                  : String.join("; ", tried)));
    }
  }

  /** Asks nodes one after the other; tells whether nothing of the window is missing any more. */
  private boolean cameFrom(List<Source> sources, ByteRange window, List<String> tried) {
    List<ByteRange> missing = fill.missing(window);
    for (Source source : sources) {
      if (missing.isEmpty()) {
        return true;
      }
      tried.add(source.peer() + " " + ask(source, missing));
      missing = fill.missing(window);
    }
    return missing.isEmpty();
  }

  /** What a node answered, for people. */
  private String ask(Source source, List<ByteRange> missing) {
    try {
      return switch (fetch.fetch(source, fill.record(), missing, PATIENCE)) {
        case Fetched.All _ -> "gave all";
        case Fetched.Partly(String why) -> "gave no more: " + why;
        case Fetched.Lie(String why) -> {
          LOG.warn("Node {} gave other bytes than those of a blob: {}", source.peer(), why);
          yield "gave other bytes";
        }
      };
    } catch (PeerException e) {
      LOG.debug("Node {} gives nothing", source.peer(), e);
      return switch (e.reason()) {
        case UNREACHABLE, TIMEOUT, CLOSED -> "cannot be reached";
        case REFUSED -> "refuses";
        case TOO_LONG, PROTOCOL, FAILED -> "failed";
      };
    }
  }

  /** Lets go of the blob once nothing of it is under way any more. Nobody brings anything then. */
  @Override
  public void close() {
    CompletableFuture<?>[] windows = coming.values().toArray(CompletableFuture<?>[]::new);
    var _ = CompletableFuture.allOf(windows).whenComplete((_, _) -> fill.close());
  }
}
