package io.horizonpush.s3.http;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.ContentReader;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way from the event loop to the request's thread. A little is read ahead;
 * beyond that the client waits until its bytes are wanted.
 *
 * <p>Thread-safe: filled by the event loop, read by one thread; everything mutable is under one
 * lock, under which nobody waits but for bytes.
 */
final class BodyBridge implements ContentReader {

  /** Beyond this many bytes nothing more is read; one read may go over it. */
  static final int READ_AHEAD = 128 << 10;

  /** What a piece takes at least: the smallest buffer that bytes are received in. */
  static final int SMALLEST_BUFFER = 1 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<ByteBuf> pieces = new ArrayDeque<>();
  private final Demand demand;
  private final BodyMemory memory;

  /** The announced length in bytes; negative when it is not known. */
  private final long announced;

  /** What the pieces take that wait. */
  private int queued;

  private long received;
  private boolean ended;
  private boolean starving;

  /** Whether the event loop was told to read no more. */
  private boolean stopped;

  private boolean continueOwed;
  private boolean discarded;
  private @Nullable S3Exception failure;
  private @Nullable ByteBuf held;

  /**
   * @param continueOwed whether the client waits for 100 Continue before it sends anything, or
   *     before it takes an empty body for sent
   */
  BodyBridge(long announced, boolean continueOwed, Demand demand, BodyMemory memory) {
    this.memory = memory;
    this.announced = announced;
    this.continueOwed = continueOwed;
    this.ended = announced == 0;
    this.demand = demand;
  }

  @Override
  public Optional<ByteBuffer> next() {
    boolean wanted = false;
    lock.lock();
    try {
      letGo();
      if (!awaitPiece()) {
        return Optional.empty();
      }
      ByteBuf piece = pieces.remove();
      queued -= size(piece);
      wanted = stopped && wantsMore();
      held = piece;
      return Optional.of(piece.nioBuffer());
    } finally {
      lock.unlock();
      if (wanted) {
        demand.read(false);
      }
    }
  }

  @Override
  public boolean isReady() {
    lock.lock();
    try {
      return ended || failure != null || !pieces.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a piece; false at the end. */
  private boolean awaitPiece() {
    try {
      while (pieces.isEmpty()) {
        if (failure != null) {
          throw failure;
        }
        if (continueOwed) {
          continueOwed = false;
          demand.read(true);
        }
        if (ended) {
          return false;
        }
        if (stopped) {
          stopped = false;
          demand.read(false);
        }
        starving = true;
        changed.await();
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "The node is shutting down.");
    } finally {
      starving = false;
    }
  }

  /** Takes a piece from the event loop, and ownership of it. */
  void offer(ByteBuf piece) {
    lock.lock();
    try {
      received += piece.readableBytes();
      if (discarded || failure != null || !piece.isReadable()) {
        piece.release();
        return;
      }
      memory.pass(size(piece));
      queued += size(piece);
      pieces.add(piece);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Says that the last piece has come. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Makes the reader fail once it has what came before. Has no effect after the end. */
  void fail(S3Exception cause) {
    lock.lock();
    try {
      if (!ended && failure == null) {
        failure = cause;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drops what is queued and whatever comes. Whoever still reads fails where something is missing:
   * the end, even if it has come, would make what is left look whole.
   */
  void discard() {
    lock.lock();
    try {
      discarded = true;
      if (!pieces.isEmpty() && failure == null) {
        failure = ClientFaults.gone();
        changed.signal();
      }
      pieces.forEach(ByteBuf::release);
      pieces.clear();
      memory.passed(queued);
      queued = 0;
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of the piece that the reader has. */
  @Override
  public void close() {
    lock.lock();
    try {
      letGo();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether more should be read from the connection: always, while nothing is there; and ahead of
   * its reader as long as memory for bodies is not short.
   */
  boolean wantsMore() {
    lock.lock();
    try {
      boolean ahead = queued == 0 || (queued < READ_AHEAD && memory.mayReadAhead());
      boolean wants = !ended && !continueOwed && failure == null && (ahead || discarded);
      stopped = !wants;
      return wants;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the reader waits for the client. */
  boolean starving() {
    lock.lock();
    try {
      return starving;
    } finally {
      lock.unlock();
    }
  }

  long received() {
    lock.lock();
    try {
      return received;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the rest of the body, if any, is worth skipping to keep the connection. Behind an
   * answer without the 100 Continue that it asked for, a client may not know where it is: botocore
   * reads the next answer wrongly.
   */
  boolean skippable(int most) {
    lock.lock();
    try {
      return !continueOwed && (ended || (failure == null && left() <= most));
    } finally {
      lock.unlock();
    }
  }

  private long left() {
    return announced < 0 ? Long.MAX_VALUE : announced - received;
  }

  private void letGo() {
    if (held != null) {
      memory.passed(size(held));
      held.release();
      held = null;
    }
  }

  /** The bytes of a slice keep all of its buffer, which may be more. */
  private static int size(ByteBuf piece) {
    return Math.max(piece.readableBytes(), SMALLEST_BUFFER);
  }

  /** Asks the connection for bytes. Called from any thread. */
  @FunctionalInterface
  interface Demand {

    /**
     * Reads once.
     *
     * @param sayContinue whether the client must first be told to go on
     */
    void read(boolean sayContinue);
  }
}
