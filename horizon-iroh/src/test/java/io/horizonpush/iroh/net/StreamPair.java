package io.horizonpush.iroh.net;

import io.horizonpush.iroh.net.PeerException.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** A stream between two ends in one process, each of which holds a few frames. Thread-safe. */
public final class StreamPair {

  private static final int FRAMES = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final End here = new End();
  private final End there = new End();

  public PeerStream here() {
    return here;
  }

  public PeerStream there() {
    return there;
  }

  private final class End implements PeerStream {

    private final Queue<byte[]> received = new ArrayDeque<>();
    private boolean finished;
    private boolean reset;
    private boolean stopped;

    private End other() {
      return this == here ? there : here;
    }

    @Override
    public void send(byte[] frame, Duration patience) {
      lock.lock();
      try {
        if (frame.length > LONGEST_FRAME) {
          throw new PeerException(Reason.TOO_LONG, "A frame has " + frame.length + " bytes");
        }
        await(
            patience,
            () -> other().received.size() < FRAMES,
            () -> finished || reset || other().stopped);
        other().received.add(frame.clone());
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Optional<byte[]> receive(int longest, Duration patience) {
      lock.lock();
      try {
        await(
            patience,
            () -> !received.isEmpty() || other().finished,
            () -> stopped || other().reset);
        byte[] frame = received.poll();
        changed.signalAll();
        if (frame != null && frame.length > longest) {
          close();
          throw new PeerException(Reason.TOO_LONG, "A frame has " + frame.length + " bytes");
        }
        return Optional.ofNullable(frame);
      } finally {
        lock.unlock();
      }
    }

    private void await(Duration patience, BooleanSupplier condition, BooleanSupplier closed) {
      long nanos = patience.toNanos();
      try {
        while (closed.getAsBoolean() || !condition.getAsBoolean()) {
          if (closed.getAsBoolean()) {
            throw new PeerException(Reason.CLOSED, "An end gave the stream up");
          }
          if (nanos <= 0) {
            throw new PeerException(Reason.TIMEOUT, "Nothing happened in " + patience);
          }
          nanos = changed.awaitNanos(nanos);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PeerException(Reason.CLOSED, "Interrupted", e);
      }
    }

    @Override
    public void finish() {
      lock.lock();
      try {
        finished = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        reset = reset || !finished;
        stopped = true;
        received.clear();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
