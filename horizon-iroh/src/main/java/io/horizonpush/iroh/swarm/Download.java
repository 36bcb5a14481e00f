package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.content.RecordFill;
import io.horizonpush.iroh.swarm.Windows.Claim;
import io.horizonpush.iroh.swarm.Windows.Window;
import io.horizonpush.iroh.transfer.Tally;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A blob on its way from other nodes, for all who read it at the same time: windows of it are
 * claimed by group, and a {@link Dispatch} has them brought by all who have the blob. Thread-safe.
 */
final class Download implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Download.class);

  private final RecordFill fill;
  private final Providers providers;
  private final Dispatch dispatch;
  private final Landing landing;
  private final Optional<Basis> basis;
  private final Windows windows = new Windows();

  /** The windows that are being fetched. */
  private final AtomicInteger fetching = new AtomicInteger();

  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final ReentrantLock completing = new ReentrantLock();
  private boolean completed;

  /** Why a window did not come, the last time. */
  private volatile Optional<Throwable> failed = Optional.empty();

  /**
   * Where the blob comes to.
   *
   * @param arriving opens what has come, as long as not all has
   * @param kept opens it once the blob is kept as a whole
   * @param keep run once nothing of the blob is missing any more; again if that fails
   */
  record Landing(
      Function<ByteRange, Optional<Content>> arriving,
      Function<ByteRange, Optional<Content>> kept,
      Runnable keep) {}

  /**
   * @param providing makes a provider of a member that has the blob
   * @param basis what need not come
   * @param tally counts what comes
   */
  Download(
      RecordFill fill,
      Providers providers,
      Function<Holder, Provider> providing,
      Conduct conduct,
      Landing landing,
      Optional<Basis> basis,
      Tally tally) {
    this.fill = fill;
    this.providers = providers;
    this.dispatch = new Dispatch(fill, providers, providing, conduct, tally, this::end);
    this.landing = landing;
    this.basis = basis;
  }

  /** Of the blob in bytes. */
  long length() {
    return fill.length();
  }

  /** Opens a range that has come; nothing if it is not here any more. */
  Optional<Content> open(ByteRange range) {
    Optional<Content> content = landing.arriving().apply(range);
    return content.isPresent() ? content : openBehindKeeping(range);
  }

  /** What is just being kept as a whole is neither where it came to nor in its place. */
  private Optional<Content> openBehindKeeping(ByteRange range) {
    completing.lock();
    try {
      return (completed ? landing.kept() : landing.arriving()).apply(range);
    } finally {
      completing.unlock();
    }
  }

  /** The bytes of a window, by how fast they come. */
  long windowSize() {
    return dispatch.windowSize();
  }

  /** The windows that keep all who give the blob busy. */
  int width() {
    return dispatch.width();
  }

  /**
   * Brings whole groups here, unless they are here or on their way.
   *
   * @param urgent whether somebody waits for them, so that they come before all others
   * @return done when they are here; fails with a {@link S3Exception} if nobody gives them
   */
  CompletableFuture<Void> bring(ByteRange groups, boolean urgent) {
    Claim claim = windows.claim(groups);
    claim.mine().forEach(window -> fetching.incrementAndGet());
    claim
        .mine()
        .forEach(window -> Thread.ofVirtual().name("add").start(() -> begin(window, urgent)));
    if (urgent && claim.mine().size() < claim.all().size()) {
      dispatch.urge(claim.all());
    }
    return claim.here();
  }

  private void begin(Window window, boolean urgent) {
    basis.ifPresent(each -> each.fill(window.range(), urgent));
    dispatch.add(window, urgent);
  }

  /** Nobody who reads waits for what is done with the whole: that reads it once more. */
  private void end(Window window, Optional<Throwable> failure) {
    boolean last = fetching.decrementAndGet() == 0;
    failure.ifPresent(why -> failed = Optional.of(why));
    failure.ifPresentOrElse(
        window.here()::completeExceptionally, () -> window.here().complete(null));
    if (failure.isEmpty() && last) {
      Thread.ofVirtual().name("keep-whole").start(() -> completeBehind(window));
    } else {
      windows.end(window);
    }
  }

  private void completeBehind(Window window) {
    try {
      complete();
    } catch (RuntimeException e) {
      LOG.warn("All of a blob came, and it could not be kept as a whole", e);
    } finally {
      windows.end(window);
    }
  }

  /** Does with the whole what is to be done once, if all of it is here; waits for whoever does. */
  void complete() {
    completing.lock();
    try {
      if (!completed && fill.missing(ByteRange.all(length())).isEmpty()) {
        landing.keep().run();
        completed = true;
      }
    } finally {
      completing.unlock();
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

  /** Why some of it did not come, in words, if that was so. */
  Optional<String> failure() {
    return failed.map(why -> String.valueOf(why.getMessage()));
  }

  /**
   * Brings nothing more.
   *
   * @param why for those who wait for it
   */
  void cancel(String why) {
    dispatch.close(why);
  }

  /** Done once it was closed and nothing of it is under way any more. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  /** Lets go of the blob once nothing of it is under way any more. Nobody brings anything then. */
  @Override
  public void close() {
    dispatch.close("Nobody reads this object from other nodes any more.");
    windows.whenIdle(
        () -> {
          providers.close();
          basis.ifPresent(Basis::close);
          fill.close();
          closed.complete(null);
        });
  }
}
