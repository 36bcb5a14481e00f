package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that one thread pushes and another one pulls, piece by piece and without a copy: whoever
 * pushes one waits until it was used. Thread-safe.
 */
final class PushedBody implements ContentReader {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable ByteBuffer piece;
  private boolean taken;
  private boolean complete;
  private boolean over;

  /** Passes bytes on, and answers when nobody reads them any more. */
  void push(ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      return;
    }
    lock.lock();
    try {
      piece = bytes.duplicate();
      taken = false;
      changed.signalAll();
      awaitThat(() -> piece == null || over);
    } finally {
      // Whoever pulls may be in the middle of it when this thread is interrupted.
      over |= piece != null;
      changed.signalAll();
      lock.unlock();
    }
  }

  /** Says that no more bytes come. */
  void end() {
    end(true);
  }

  /** Says that the bytes that came are not all: whoever pulls fails. */
  void abandon() {
    end(false);
  }

  /** Says that nobody pulls any more. */
  void stop() {
    end(complete);
  }

  private void end(boolean whole) {
    lock.lock();
    try {
      complete = whole;
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<ByteBuffer> next() {
    lock.lock();
    try {
      if (taken) {
        piece = null;
        taken = false;
        changed.signalAll();
      }
      awaitThat(() -> piece != null || over);
      if (piece == null && complete) {
        return Optional.empty();
      }
      if (piece == null || over) {
        throw new S3Exception(S3ErrorCode.INCOMPLETE_BODY, "The blob was not finished.");
      }
      taken = true;
      return Optional.of(piece);
    } finally {
      lock.unlock();
    }
  }

  private void awaitThat(BooleanSupplier condition) {
    try {
      while (!condition.getAsBoolean()) {
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      over = true;
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE, "The blob took longer than its writer may.", e);
    }
  }

  /** Pieces come when somebody pushes them. */
  @Override
  public boolean isReady() {
    return false;
  }
}
