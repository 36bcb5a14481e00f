package io.horizonpush.iroh.egress;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.s3.store.MemberOrigins.Body;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes that a member was asked for, and whether they come soon. Whoever does not wait for them has
 * them waited for all the same, so that it is known how long the member takes. Thread-safe.
 */
final class FirstBytes {

  private static final Logger LOG = LoggerFactory.getLogger(FirstBytes.class);

  private final CompletableFuture<Optional<Body>> body = new CompletableFuture<>();
  private volatile boolean late;

  /**
   * @param asking asks the member, and waits for its first bytes as long as anybody does
   */
  FirstBytes(Paces paces, NodeId member, Supplier<Optional<Body>> asking) {
    Thread.ofVirtual().name("horizon-egress").start(() -> run(paces, member, asking));
  }

  private void run(Paces paces, NodeId member, Supplier<Optional<Body>> asking) {
    long begun = System.nanoTime();
    Optional<Body> came = Optional.empty();
    try {
      came = asking.get();
      if (came.isPresent()) {
        paces.gave(member, System.nanoTime() - begun);
      }
    } catch (PeerException e) {
      LOG.debug("Node {} gives nothing of an origin", member, e);
      if (e.reason() == Reason.TIMEOUT) {
        paces.silent(member);
      }
    } catch (RuntimeException e) {
      LOG.warn("Node {} could not be asked for bytes of an origin", member, e);
    } finally {
      if (!body.complete(came)) {
        came.ifPresent(FirstBytes::close);
      }
    }
  }

  private static void close(Body late) {
    try {
      late.bytes().close();
    } catch (IOException e) {
      LOG.debug("Bytes that nobody wants any more could not be closed", e);
    }
  }

  /** Waits so long; nothing where they do not come by then. */
  Optional<Body> within(Duration patience) {
    try {
      return body.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      late = body.complete(Optional.empty());
      return late ? Optional.empty() : body.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return body.complete(Optional.empty()) ? Optional.empty() : body.join();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether they had not come when nobody waited any more. */
  boolean isLate() {
    return late;
  }
}
