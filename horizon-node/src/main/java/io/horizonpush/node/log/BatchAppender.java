package io.horizonpush.node.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An appender that hands events to another on a thread of its own and in batches, so that many of
 * them cost one wake-up of that thread and one write. When too many wait, further ones are lost.
 *
 * <p>Thread-safe: whoever logs and the thread share a list under one lock, under which nobody
 * writes.
 */
final class BatchAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  /** The most events that wait. */
  private static final int MOST = 8192;

  /** So many events are written at once, fewer only after a while. */
  private static final int BATCH = 512;

  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long STOP_MILLIS = 1000;

  private final OutputStreamAppender<ILoggingEvent> target;
  private final Runnable beforeBatch;
  private final Thread writer = new Thread(this::writeAll, "access-log");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private List<ILoggingEvent> waiting = new ArrayList<>(BATCH);
  private boolean stopping;

  /**
   * @param target that does not flush each event by itself
   * @param beforeBatch is done on the thread, before each batch
   */
  BatchAppender(OutputStreamAppender<ILoggingEvent> target, Runnable beforeBatch) {
    this.target = target;
    this.beforeBatch = beforeBatch;
    writer.setDaemon(true);
  }

  @Override
  public void start() {
    super.start();
    writer.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    lock.lock();
    try {
      if (waiting.size() < MOST) {
        waiting.add(event);
        if (waiting.size() == 1 || waiting.size() == BATCH) {
          changed.signal();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void writeAll() {
    try {
      List<ILoggingEvent> batch = take();
      while (!batch.isEmpty()) {
        beforeBatch.run();
        batch.forEach(target::doAppend);
        flush();
        batch = take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next events to be written; none at the end. */
  private List<ILoggingEvent> take() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !stopping) {
        changed.await();
      }
      long nanos = LONGEST_WAIT_NANOS;
      while (waiting.size() < BATCH && nanos > 0 && !stopping) {
        nanos = changed.awaitNanos(nanos);
      }
      List<ILoggingEvent> batch = waiting;
      waiting = new ArrayList<>(BATCH);
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void flush() {
    OutputStream out = target.getOutputStream();
    try {
      if (out != null) {
        out.flush();
      }
    } catch (IOException e) {
      addError("The log " + target.getName() + " could not be written", e);
    }
  }

  /** Writes what waits and stops. */
  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    lock.lock();
    try {
      stopping = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      writer.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    target.stop();
  }
}
