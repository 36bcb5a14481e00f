package io.horizonpush.iroh.index;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The writing of the index's log back into its file, by the writer between two batches: once the
 * log is long, and not while somebody copies the file. Confined to the writer's thread.
 */
final class Checkpoints {

  /** The pages of the log that are written back together: 4 MiB. */
  static final int PAGES = 1000;

  /** The pages to which the log may grow while the file is copied: 256 MiB. */
  private static final int HELD_PAGES = 65_536;

  /** How long the writer waits for readers to let go of older pages, before a copy begins. */
  private static final Duration READERS = Duration.ofMillis(10);

  private static final Duration PAUSE = Duration.ofNanos(200_000);

  private final Session session;
  private final FreshPlaces fresh;
  private final CheckpointHold hold = new CheckpointHold();

  /**
   * @param fresh bodies that are on disk before the rows that name them
   */
  Checkpoints(Session session, FreshPlaces fresh) {
    this.session = session;
    this.fresh = fresh;
  }

  /** Says that the file is to stay as it is. */
  CheckpointHold hold() {
    return hold;
  }

  /**
   * Does what is due.
   *
   * @param shorter whether the file gets shorter by it
   */
  void run(boolean shorter) {
    switch (hold.state()) {
      case NONE -> {
        if (shorter || waiting(session) > PAGES) {
          writeBack();
        }
      }
      case WANTED -> beginHold();
      case HELD -> {
        if (waiting(session) > HELD_PAGES) {
          hold.breakUp();
        }
      }
      case BROKEN -> {} // Who copies sees to it, beside the writer.
    }
  }

  /** The pages of the log that are not in the file. */
  static long waiting(Session session) {
    return session
        .first("PRAGMA wal_checkpoint(NOOP)", row -> row.number(2) - row.number(3))
        .orElse(0L);
  }

  private void writeBack() {
    fresh.makeDurable();
    session.number("PRAGMA wal_checkpoint(PASSIVE)");
  }

  /** Readers that began before the last commit need the pages that it replaced. */
  private void beginHold() {
    long begun = System.nanoTime();
    writeBack();
    while (waiting(session) > 0 && System.nanoTime() - begun < READERS.toNanos()) {
      LockSupport.parkNanos(PAUSE.toNanos());
      writeBack();
    }
    if (waiting(session) == 0) {
      hold.begin();
    }
  }
}
