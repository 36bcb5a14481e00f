package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.UploadTable.UploadName;
import io.horizonpush.s3.model.Durability;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The end of uploads that were begun long ago and never finished. Their age is that of {@link
 * LockClock}, so that no wall clock which is set ahead ends those of today. Thread-safe; blocks its
 * (virtual) thread.
 */
public final class UploadExpiry {

  private static final int UPLOADS_AT_ONCE = 100;

  /** Parts that one mutation removes: few enough for others to get between. */
  private static final int PARTS_AT_ONCE = 500;

  private final Index index;
  private final LockClock clock;
  private final Duration maxAge;
  private final AtomicLong expired = new AtomicLong();

  UploadExpiry(Index index, LockClock clock, Duration maxAge) {
    this.index = index;
    this.clock = clock;
    this.maxAge = maxAge;
  }

  /** Aborts what is too old now. */
  public void run() {
    Instant before = clock.now().minus(maxAge);
    List<UploadName> some = begunBefore(before, Optional.empty());
    while (!some.isEmpty()) {
      for (UploadName upload : some) {
        remove(index, Durability.RELAXED, upload);
        expired.incrementAndGet();
      }
      some = begunBefore(before, Optional.of(some.getLast()));
    }
  }

  private List<UploadName> begunBefore(Instant time, Optional<UploadName> after) {
    return index.read(tables -> tables.uploads().begunBefore(time, after, UPLOADS_AT_ONCE));
  }

  /** How many were aborted for their age since the start. */
  public long expired() {
    return expired.get();
  }

  /** Removes an upload, a few of its parts at a time. */
  static void remove(Index index, Durability durability, UploadName upload) {
    boolean gone = false;
    while (!gone) {
      gone = index.write(durability, tables -> tables.uploads().removeSome(upload, PARTS_AT_ONCE));
    }
  }
}
