package io.horizonpush.iroh.transfer;

import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.State;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an operator does with transfers. Each order is known over restarts when it returns; to give
 * it twice changes nothing. Thread-safe; blocks its (virtual) thread.
 */
public final class TransferOrders {

  private final Transfers transfers;
  private final TransferView view;
  private final Consumer<Transfer> prefetching;

  /**
   * @param prefetching goes on with a prefetch
   */
  public TransferOrders(Transfers transfers, TransferView view, Consumer<Transfer> prefetching) {
    this.transfers = transfers;
    this.view = view;
    this.prefetching = prefetching;
  }

  /**
   * Ends a read or a prefetch.
   *
   * @throws TransferException if it is over otherwise, or no such
   */
  public void cancel(long id) {
    TransferRecord known = view.require(id).transfer();
    if (known.purpose().isStanding()) {
      throw refusal("transfer %d %s".formatted(id, ending(known)));
    }
    if (known.course().state() != State.CANCELLED) {
      transfers.cancel(going(known, "cancel"));
    }
  }

  /**
   * Holds up one that nobody waits for.
   *
   * @throws TransferException if it is over, or somebody waits for it
   */
  public void pause(long id) {
    TransferRecord known = view.require(id).transfer();
    switch (known.purpose()) {
      case READ ->
          throw refusal(
              "somebody waits for the bytes of transfer %d: a read can be cancelled, not paused"
                  .formatted(id));
      case PROMISE, REPAIR, SERVE -> throw refusal("transfer %d %s".formatted(id, ending(known)));
      case PREFETCH, MIRROR, COPIES, PIN -> transfers.take(going(known, "pause"), State.PAUSED);
    }
  }

  /**
   * Goes on with one that was paused.
   *
   * @throws TransferException if it is over
   */
  public void resume(long id) {
    TransferRecord known = view.require(id).transfer();
    if (known.course().state() == State.RUNNING) {
      return;
    }
    Transfer transfer = going(known, "resume");
    transfers.take(transfer, State.RUNNING);
    goOn(transfer);
  }

  /**
   * Begins a prefetch anew that failed or was cancelled; what has come of it need not come again.
   *
   * @throws TransferException if it goes on, is done, or is no prefetch
   */
  public void retry(long id) {
    TransferRecord known = view.require(id).transfer();
    String place = known.place().name() + "/" + known.place().key();
    if (known.purpose() == Purpose.READ) {
      throw refusal(
          "transfer %d is tried again by whoever reads the object; `cache prefetch %s` fetches it without that"
              .formatted(id, place));
    }
    if (known.purpose().isStanding()) {
      throw refusal("what transfer %d was for is tried again by itself".formatted(id));
    }
    switch (known.course().state()) {
      case RUNNING, PAUSED ->
          throw refusal(
              "transfer %d is %s: only one that failed or was cancelled can be tried again"
                  .formatted(id, word(known.course().state())));
      case DONE ->
          throw refusal(
              "transfer %d is done; `cache prefetch %s` looks for what is new"
                  .formatted(id, place));
      case FAILED, CANCELLED -> transfers.revive(known).ifPresent(this::goOn);
    }
  }

  private void goOn(Transfer transfer) {
    if (transfer.purpose() == Purpose.PREFETCH) {
      prefetching.accept(transfer);
    }
  }

  private Transfer going(TransferRecord known, String order) {
    Optional<Transfer> going = transfers.live(known.id());
    return going.orElseThrow(
        () ->
            refusal(
                "transfer %d is %s: there is nothing to %s"
                    .formatted(known.id(), word(known.course().state()), order)));
  }

  /** Why one is not ended by an order, and what ends it. */
  private static String ending(TransferRecord known) {
    String bucket = known.place().name();
    return switch (known.purpose()) {
      case MIRROR ->
          "goes on as long as the bucket is mirrored, which `bucket set %s pull=on-demand` ends; it can be paused"
              .formatted(bucket);
      case COPIES ->
          "fetches this node's share of the copies that `bucket set %s copies=` asks for; it can be paused"
              .formatted(bucket);
      case PIN ->
          "fetches what is pinned in bucket %s, which `cache unpin` ends; it can be paused"
              .formatted(bucket);
      case SERVE ->
          "gives members what they ask for: `transfer.rate.up` limits that, and `bucket members %s --remove` ends it for one"
              .formatted(bucket);
      case PROMISE, REPAIR -> "brings back what would be lost else: it is not to be held up";
      case READ, PREFETCH -> throw new IllegalArgumentException("It is ended by an order");
    };
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static TransferException refusal(String why) {
    return new TransferException(TransferException.Reason.NOT_POSSIBLE, why);
  }
}
