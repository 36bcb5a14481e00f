package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.pool.GuestThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The entries that one request meets, with their instances, and the hops to guest threads on which
 * they run. Confined to its request; closing it is for whoever ends the request, and idempotent.
 *
 * <p>Instances are waited for in one order, the same for all requests: first of the entries that
 * are called before operations, then of the others. So two requests never wait for each other.
 */
final class Crew implements AutoCloseable {

  private final List<Participant> all;
  private final GuestThreads threads;
  private boolean lost;

  Crew(List<Participant> all, GuestThreads threads) {
    this.all = List.copyOf(all);
    this.threads = threads;
  }

  /** In the order in which requests meet them. */
  List<Participant> all() {
    return all;
  }

  /** Those that are still there, in the order in which answers meet them. */
  List<Participant> reversed() {
    List<Participant> active = new ArrayList<>(all.size());
    for (Participant each : all.reversed()) {
      if (each.isActive()) {
        active.add(each);
      }
    }
    return active;
  }

  /**
   * Waits for the instances of those that are called before the operation.
   *
   * @throws S3Exception {@code ServiceUnavailable}
   */
  void leaseBefore() {
    all.stream().filter(each -> each.entry().asksBefore()).forEach(Participant::lease);
  }

  /** Waits for the instances of others. */
  void lease(List<Participant> others) {
    for (Participant each : all) {
      if (others.contains(each)) {
        each.lease();
      }
    }
  }

  /**
   * Does something on a guest thread, if one becomes free; otherwise all are gone.
   *
   * @param otherwise what came of it when none became free and the request goes on without plugins
   * @throws S3Exception if the request is not to go on
   */
  <T> T run(Supplier<T> work, Supplier<T> otherwise) {
    try {
      return threads.run(
          thread -> {
            if (lost) {
              throw new GuestException(new GuestFailure.Cancelled());
            }
            return work.get();
          });
    } catch (GuestException e) {
      return switch (e.failure()) {
        case GuestFailure.Busy busy -> {
          all.stream().filter(Participant::isActive).forEach(each -> each.fail(busy));
          yield otherwise.get();
        }
        default -> {
          abandon(e.failure());
          throw new S3Exception(
              S3ErrorCode.SERVICE_UNAVAILABLE,
              "A plugin of this node did not come back. Please try again.");
        }
      };
    }
  }

  private void abandon(GuestFailure why) {
    lost = true;
    all.forEach(each -> each.abandon(why));
  }

  /** Tells all that the request is over, on a guest thread. */
  void finish() {
    all.forEach(Participant::finish);
  }

  @Override
  public void close() {
    boolean wantsToKnow = all.stream().anyMatch(each -> each.hasBegun() && each.entry().hasDone());
    if (wantsToKnow && !lost) {
      try {
        threads.run(
            thread -> {
              finish();
              return true;
            });
      } catch (GuestException e) {
        abandon(e.failure());
      }
    }
    all.forEach(Participant::close);
  }
}
