package io.horizonpush.iroh.transfer;

import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.s3.model.BucketId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The transfers for which nobody asked by name: one for each purpose and bucket, from the first
 * blob that is fetched for it until a while after the last one. Thread-safe.
 */
final class Standing {

  /**
   * How long nothing more is fetched for one that is over: longer if something is still missing.
   */
  private static final long QUIET = Duration.ofSeconds(5).toNanos();

  private static final long QUIET_WITH_MISSING = Duration.ofMinutes(5).toNanos();

  /** How long one that goes on, after a restart or a pause, waits for whoever works on it. */
  private static final long GOING_ON = Duration.ofMinutes(1).toNanos();

  private final Map<Name, Entry> all = new HashMap<>();

  private record Name(Purpose purpose, BucketId bucket) {

    static Name of(Transfer transfer) {
      return new Name(transfer.purpose(), transfer.place().bucket());
    }
  }

  private static final class Entry {

    private final Transfer transfer;
    private int active;

    /** When it is over if nobody comes before. */
    private long over;

    private Entry(Transfer transfer) {
      this.transfer = transfer;
    }
  }

  /** Somebody begins to work on one, which begins with that if there is none. */
  synchronized Transfer enter(Purpose purpose, BucketId bucket, Supplier<Transfer> begin) {
    Entry entry = all.computeIfAbsent(new Name(purpose, bucket), _ -> new Entry(begin.get()));
    entry.active++;
    return entry.transfer;
  }

  /** Somebody has worked on one. */
  synchronized void leave(Transfer transfer, long now) {
    Entry entry = all.get(Name.of(transfer));
    if (entry != null && entry.transfer == transfer) {
      entry.active--;
      entry.over = now + (transfer.lacking().isPresent() ? QUIET_WITH_MISSING : QUIET);
    }
  }

  /** Goes on with one that was begun before. */
  synchronized void goOn(Transfer transfer, long now) {
    all.computeIfAbsent(Name.of(transfer), _ -> new Entry(transfer)).over = now + GOING_ON;
  }

  synchronized Optional<Transfer> find(Purpose purpose, BucketId bucket) {
    return Optional.ofNullable(all.get(new Name(purpose, bucket))).map(entry -> entry.transfer);
  }

  /** Those that are over, which begin anew with whoever comes next. */
  synchronized List<Transfer> takeOver(long now) {
    List<Transfer> over = new ArrayList<>();
    all.values()
        .removeIf(
            entry -> {
              boolean ended =
                  entry.active == 0
                      && now - entry.over >= 0
                      && entry.transfer.state() == State.RUNNING;
              if (ended) {
                over.add(entry.transfer);
              }
              return ended;
            });
    return over;
  }
}
