package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of the index: takes every mutation that waits, runs them in one transaction and
 * commits once, so that many requests share one wait for the disk. A lone mutation waits for
 * nobody.
 *
 * <p>A mutation that throws undoes itself and nothing else. Thread-safe; the session is confined to
 * the writer's thread.
 */
final class GroupCommit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final Tables tables;
  private final Session session;
  private final Index.Options options;
  private final Checkpoints checkpoints;
  private final EntryNews news = new EntryNews();
  private final BlockingQueue<Submission<?>> queue = new LinkedBlockingQueue<>();
  private final LongAdder commits = new LongAdder();
  private final LongAdder mutations = new LongAdder();
  private final Thread thread;
  private volatile IndexHealth health = new IndexHealth.Writable();
  private volatile boolean closed;

  /** The commits that did not wait for the disk; counted before anybody sees what they say. */
  private final AtomicLong relaxed = new AtomicLong();

  private Durability durability = Durability.STRICT;

  GroupCommit(Tables tables, Index.Options options) {
    this.tables = tables;
    session = tables.session();
    this.options = options;
    checkpoints = new Checkpoints(session, options.fresh());
    thread = Thread.ofPlatform().name("horizon-index-writer").daemon().start(this::run);
  }

  /** Runs a mutation and answers when it is committed as durably as asked. */
  <T> T write(Durability wanted, Mutation<T> mutation) {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("A mutation must not wait for another");
    }
    Submission<T> submission = new Submission<>(wanted, mutation);
    queue.add(submission);
    if (!thread.isAlive()) {
      // close() has failed what it found in the queue, and may have come too early to find this.
      submission.fail(closing());
    }
    return submission.await();
  }

  /** Says when entries were committed. */
  EntryNews news() {
    return news;
  }

  CheckpointHold hold() {
    return checkpoints.hold();
  }

  IndexHealth health() {
    return health;
  }

  void turnReadOnly(String reason) {
    health = new IndexHealth.ReadOnly(reason);
  }

  /** The number of commits that did not wait for the disk, or are about not to. */
  long relaxed() {
    return relaxed.get();
  }

  /** The number of mutations that wait now. */
  int waiting() {
    return queue.size();
  }

  IndexStats stats() {
    return new IndexStats(commits.sum(), mutations.sum());
  }

  @Override
  public void close() {
    closed = true;
    queue.add(new Submission<>(Durability.STRICT, each -> 0));
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    queue.forEach(each -> each.fail(closing()));
  }

  private void run() {
    List<Submission<?>> batch = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        continue; // Nobody interrupts this thread to end it; close() does that.
      }
      queue.drainTo(batch, options.maxBatch() - 1);
      commit(batch);
      batch.clear();
    }
  }

  private void commit(List<Submission<?>> batch) {
    if (health instanceof IndexHealth.ReadOnly(String reason)) {
      batch.forEach(each -> each.fail(readOnly(reason)));
      return;
    }
    try {
      long begun = System.nanoTime();
      wait(batch);
      run(batch);
      tables.storeHandedOut();
      switch (durability) {
        case STRICT -> options.fresh().makeDurable();
        case RELAXED -> relaxed.incrementAndGet();
      }
      session.update("COMMIT");
      tables.committed();
      news.committed(tables.entries().takeTouched());
      commits.increment();
      mutations.add(batch.size());
      options.observer().committed(batch.size(), System.nanoTime() - begun);
      batch.forEach(Submission::complete);
      checkpoint();
    } catch (IndexException e) {
      undo(batch, e);
    } catch (RuntimeException | Error e) {
      LOG.error("The index writer met an unexpected failure; the batch is undone", e);
      rollBack();
      batch.forEach(each -> each.fail(e));
      if (e instanceof VirtualMachineError error) {
        throw error; // The writer dies of it, which ends the process.
      }
    }
  }

  /**
   * Writes the log back into the file once it is long; the requests of the batch are answered
   * already. Done here and not by SQLite, which would keep a failed fsync of the file to itself.
   */
  private void checkpoint() {
    try {
      checkpoints.run(tables.freePages().takeGiven());
    } catch (IndexException e) {
      if (e.kind() == IndexException.Kind.DEVICE) {
        poison(e);
      } else {
        LOG.warn("The log of the index could not be written back; tried again later", e);
      }
    } catch (S3Exception e) {
      LOG.warn("The log of the index is not written back before its bodies are on disk", e);
    }
  }

  /**
   * Sets whether the commit waits for the disk. A batch without any mutation that demands it does
   * not: with {@code synchronous=NORMAL} SQLite leaves the log to the operating system until the
   * next strict commit or checkpoint, which sync all of it. While the file is copied every commit
   * waits: somebody else writes the log back then, who cannot make bodies durable first.
   */
  private void wait(List<Submission<?>> batch) {
    boolean relaxed =
        checkpoints.hold().state() == CheckpointHold.State.NONE
            && batch.stream().allMatch(Submission::isRelaxed);
    Durability wanted = relaxed ? Durability.RELAXED : Durability.STRICT;
    if (wanted != durability) {
      session.set("synchronous = " + (relaxed ? "NORMAL" : "FULL"));
      durability = wanted;
    }
  }

  /** Runs the mutations in one transaction, which stays open. */
  private void run(List<Submission<?>> batch) {
    session.update("BEGIN IMMEDIATE");
    if (!runAll(batch)) {
      session.update("ROLLBACK");
      tables.undone();
      session.update("BEGIN IMMEDIATE");
      batch.forEach(this::runApart);
    }
  }

  /**
   * Runs the mutations without savepoints, of which each costs as much as a small change. Almost
   * every mutation that throws does so before it changes anything.
   *
   * @return false if one did after that, so that all have to be undone
   */
  private boolean runAll(List<Submission<?>> batch) {
    for (Submission<?> each : batch) {
      long changes = session.changes();
      Optional<Throwable> thrown = run(each);
      if (thrown.isPresent()) {
        if (session.changes() != changes) {
          return false;
        }
        each.undone(thrown.get());
      }
    }
    return true;
  }

  /** Runs a mutation that undoes itself and nothing else if it throws. */
  private void runApart(Submission<?> submission) {
    session.update("SAVEPOINT mutation");
    run(submission)
        .ifPresent(
            thrown -> {
              session.update("ROLLBACK TO mutation");
              tables.undoneInPart();
              submission.undone(thrown);
            });
    session.update("RELEASE mutation");
  }

  /** Runs a mutation; what it threw, unless that concerns all others too. */
  private Optional<Throwable> run(Submission<?> submission) {
    try {
      submission.run(tables);
      return Optional.empty();
    } catch (IndexException e) {
      if (e.kind() != IndexException.Kind.STATEMENT) {
        throw e;
      }
      return Optional.of(e);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      return Optional.of(e);
    }
  }

  /** Ends a batch that could not be committed. */
  private void undo(List<Submission<?>> batch, IndexException failure) {
    boolean undone = rollBack();
    if (failure.kind() == IndexException.Kind.DEVICE || !undone) {
      String reason = poison(failure);
      batch.forEach(each -> each.fail(readOnly(reason)));
    } else if (failure.kind() != IndexException.Kind.STATEMENT && batch.size() > 1) {
      // One large mutation may have filled the disk or the memory; others are tried by themselves.
      batch.forEach(each -> commit(List.of(each)));
    } else {
      batch.forEach(each -> each.fail(failure.forCaller()));
    }
  }

  /** Leaves the transaction, if SQLite has not left it already; tells whether that worked. */
  private boolean rollBack() {
    boolean undone = true;
    try {
      session.update("ROLLBACK");
    } catch (IndexException e) {
      // After some failures SQLite has rolled back by itself, and then there is no transaction.
      undone = e.kind() == IndexException.Kind.STATEMENT;
    }
    if (undone) {
      tables.undone();
    }
    return undone;
  }

  /** Refuses every write from now on, because the device failed; tells why. For any thread. */
  String poison(IndexException failure) {
    String reason =
        "Writing to the index failed (%s). The node is read-only: check the disk, then restart the node."
            .formatted(failure.getMessage());
    health = new IndexHealth.ReadOnly(reason);
    LOG.error(reason, failure);
    return reason;
  }

  private static S3Exception readOnly(String reason) {
    return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "This node is read-only. " + reason);
  }

  private static S3Exception closing() {
    return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "This node is shutting down.");
  }
}
