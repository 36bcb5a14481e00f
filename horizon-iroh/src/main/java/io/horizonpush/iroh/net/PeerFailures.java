package io.horizonpush.iroh.net;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.net.PeerException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Native work for connections, with its failures as {@link PeerException}s. */
final class PeerFailures {

  /** How much longer than its patience native work may take; it ends in time by itself. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  private PeerFailures() {}

  /** The value of work that ends by itself once {@code patience} is over. */
  static <T> T await(CompletableFuture<T> work, Duration patience) {
    try {
      return Await.value(work, patience.plus(SLACK));
    } catch (IrohException e) {
      throw of(e);
    }
  }

  /** The value of work that waits for others as long as it takes. */
  static <T> T await(CompletableFuture<T> work) {
    try {
      return Await.value(work);
    } catch (IrohException e) {
      throw of(e);
    }
  }

  private static PeerException of(IrohException e) {
    Reason reason =
        switch (e.code()) {
          case UNREACHABLE -> Reason.UNREACHABLE;
          case REFUSED -> Reason.REFUSED;
          case TIMEOUT -> Reason.TIMEOUT;
          case TOO_LONG -> Reason.TOO_LONG;
          // A handle that names nothing is that of something that was closed.
          case CLOSED, INVALID_HANDLE, NOT_OPEN -> Reason.CLOSED;
          case INVALID_ARGUMENT,
              NOT_FOUND,
              DISK_FULL,
              IO,
              SYNC_FAILED,
              PANIC,
              INTERNAL,
              READ_ONLY,
              DAMAGED ->
              Reason.FAILED;
        };
    return new PeerException(reason, e.getMessage(), e);
  }
}
