package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.ResumingBody;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.PinnedObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The requests for bytes that this node makes itself: so many of each origin at the same time. One
 * may have been made with the question what there is at a key; its body waits a moment for whoever
 * asked.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
final class OwnRequests {

  /** From the answer until its body is read a record is written. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final Permits permits = new Permits();
  private final ConcurrentMap<PinnedObject, Running> unread = new ConcurrentHashMap<>();
  private final Executor later;

  OwnRequests() {
    this(
        CompletableFuture.delayedExecutor(
            LINGER.toMillis(), TimeUnit.MILLISECONDS, task -> Thread.ofVirtual().start(task)));
  }

  /**
   * @param later runs what ends the wait
   */
  OwnRequests(Executor later) {
    this.later = later;
  }

  /**
   * A body that comes.
   *
   * @param permit given back when it comes no more
   */
  record Running(ResumingBody body, Permits.Permit permit) {

    void close() {
      permit.close();
      body.close();
    }
  }

  /**
   * Asks for all that is at a key, whatever that is: its description is what there is to know, and
   * its bytes come for whoever opens them soon.
   *
   * @param pinned names what was found
   * @throws io.horizonpush.fallback.origin.OriginException as {@link
   *     io.horizonpush.fallback.origin.OriginReader#open}
   */
  OriginObject begin(
      KnownOrigin origin, String key, Function<? super OriginObject, PinnedObject> pinned) {
    Permits.Permit permit = permits.take(origin.origin().description().place().id());
    boolean waits = false;
    try {
      ResumingBody body = origin.reader().open(key, Optional.empty(), Optional.empty());
      OriginObject object = body.object();
      Running running = new Running(body, permit);
      waits = true;
      if (object.size() == 0) {
        running.close();
      } else {
        await(pinned.apply(object), running);
      }
      return object;
    } finally {
      if (!waits) {
        permit.close();
      }
    }
  }

  private void await(PinnedObject object, Running running) {
    Optional.ofNullable(unread.put(object, running)).ifPresent(Running::close);
    later.execute(
        () -> {
          if (unread.remove(object, running)) {
            running.close();
          }
        });
  }

  /** The body of a request for all bytes of an object that was made with the question for it. */
  Optional<Running> begun(Upstream upstream, ByteRange range) {
    return upstream.isWhole(range)
        ? Optional.ofNullable(unread.remove(upstream.object()))
        : Optional.empty();
  }

  /**
   * Asks for bytes.
   *
   * @throws io.horizonpush.fallback.origin.OriginException as {@link Upstream#openItself}
   */
  Running open(Upstream upstream, ByteRange range) {
    Permits.Permit permit = permits.take(upstream.id());
    boolean opened = false;
    try {
      Running running = new Running(upstream.openItself(range), permit);
      opened = true;
      return running;
    } finally {
      if (!opened) {
        permit.close();
      }
    }
  }
}
