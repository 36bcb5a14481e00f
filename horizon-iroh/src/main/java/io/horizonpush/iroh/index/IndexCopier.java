package io.horizonpush.iroh.index;

import io.horizonpush.iroh.disk.DurableFiles;
import io.horizonpush.iroh.index.CheckpointHold.State;
import io.horizonpush.s3.model.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The making of copies of an index that is written to. The log is written back, and then no more
 * until the file is copied: no reader pins the log, no page is locked, and what is committed
 * meanwhile goes to the log, which is bounded. Thread-safe.
 */
final class IndexCopier {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Path file;
  private final GroupCommit writer;
  private final CheckpointHold hold;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private volatile boolean stopped;

  /**
   * Open until SQLite has closed the file: to close it drops the locks that SQLite holds, as POSIX
   * has it.
   */
  private Optional<FileChannel> source = Optional.empty();

  IndexCopier(Path file, GroupCommit writer) {
    this.file = file;
    this.writer = writer;
    this.hold = writer.hold();
  }

  void copy(Path target) throws IOException {
    oneAtATime.lock();
    try {
      requireOpen();
      hold.want();
      boolean held = false;
      try {
        awaitHold();
        held = true;
        copyPieces(target);
        // Checked last: only so did the file stay as it was all the time.
        if (hold.state() != State.HELD) {
          throw tooFast();
        }
      } finally {
        endHold(held);
      }
    } finally {
      oneAtATime.unlock();
    }
    IndexFile.fold(target);
    DurableFiles.syncFile(target);
    DurableFiles.sync(DurableFiles.parent(target));
  }

  /** Only a log whose bodies are on disk is written back by others than the writer. */
  private void endHold(boolean held) {
    try {
      if (held) {
        writeBack();
      }
    } finally {
      hold.end();
    }
  }

  private void awaitHold() {
    long begun = System.nanoTime();
    while (hold.state() != State.HELD) {
      requireOpen();
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IndexException(
            IndexException.Kind.STATEMENT,
            "The index cannot be copied while something reads it for long, such as verify. Try again later.",
            new IllegalStateException());
      }
      // The second is behind the end of the first, which is when the writer looks.
      writer.write(Durability.STRICT, tables -> 0);
      writer.write(Durability.STRICT, tables -> 0);
      if (hold.state() == State.WANTED) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private void copyPieces(Path target) throws IOException {
    DurableFiles.copy(
        source(),
        target,
        () -> {
          if (hold.state() != State.HELD) {
            throw tooFast();
          }
        });
  }

  private FileChannel source() throws IOException {
    if (source.filter(FileChannel::isOpen).isEmpty()) {
      source = Optional.of(FileChannel.open(file, StandardOpenOption.READ));
    }
    return source.orElseThrow();
  }

  /** Writes back what the log has grown by, beside the writer, whose own turn would be long. */
  private void writeBack() {
    try (Session session = Session.open(file)) {
      session.set("busy_timeout = 10000");
      session.set("synchronous = FULL");
      for (long pages = Long.MAX_VALUE; pages > Checkpoints.PAGES; ) {
        long before = pages;
        session.number("PRAGMA wal_checkpoint(PASSIVE)");
        pages = Checkpoints.waiting(session);
        if (pages >= before) {
          return; // Readers keep the rest; the writer goes on with it.
        }
      }
    } catch (IndexException e) {
      if (e.kind() == IndexException.Kind.DEVICE) {
        writer.poison(e);
      }
      throw e;
    }
  }

  private void requireOpen() {
    if (stopped) {
      throw new IndexException(
          IndexException.Kind.STATEMENT,
          "The index is being closed; it is not copied.",
          new IllegalStateException());
    }
  }

  private static IndexException tooFast() {
    return new IndexException(
        IndexException.Kind.STATEMENT,
        "The index changes faster than it can be copied, or is being closed. Try again in a quieter hour.",
        new IllegalStateException());
  }

  /**
   * Ends a copy that is under way, and lets no other begin; to be called before the index closes.
   */
  void stop() {
    stopped = true;
    hold.breakUp();
    oneAtATime.lock();
    try {
      hold.breakUp();
    } finally {
      oneAtATime.unlock();
    }
  }

  /** Closes what this has open, after SQLite. */
  void close() {
    try {
      if (source.isPresent()) {
        source.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
