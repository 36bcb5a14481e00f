package io.horizonpush.iroh.transfer;

import java.util.concurrent.atomic.AtomicLong;

/** What of one blob came for a transfer, which counts it, too. Thread-safe. */
public final class Tally {

  private final Transfer transfer;
  private final AtomicLong useful = new AtomicLong();

  public Tally(Transfer transfer) {
    this.transfer = transfer;
  }

  /** Counts bytes that somebody gave. */
  public void came(String source, long bytes) {
    transfer.came(source, bytes);
    useful.addAndGet(bytes);
  }

  /** Notes that bytes of these had come before. */
  public void resent(long bytes) {
    transfer.resent(bytes);
    useful.addAndGet(-bytes);
  }

  /** Counts bytes that did not have to come, because an overwritten blob has them. */
  public void saved(long bytes) {
    transfer.saved(bytes);
    useful.addAndGet(bytes);
  }

  /** The bytes that are here because of this. */
  public long useful() {
    return useful.get();
  }
}
