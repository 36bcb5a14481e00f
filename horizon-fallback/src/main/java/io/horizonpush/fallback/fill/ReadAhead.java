package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way from an origin to the disk: what comes while others are written waits here,
 * and is then written with one call. So the first bytes go on at once, and many of those that come
 * fast at a time.
 *
 * <p>One thread takes them; another, which belongs to this, brings them.
 */
final class ReadAhead implements AutoCloseable {

  /** So many bytes come before they can be taken: whole groups of a blob. */
  static final int PIECE = 64 << 10;

  /** The least memory that it takes: a piece that comes, and one that waits. */
  static final int LEAST = 2 * PIECE;

  private final InputStream body;
  private final BodyCheck check;
  private final long length;
  private final byte[] buffer;
  private final Runnable news;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Thread bringing;
  private long brought;
  private long taken;
  private boolean isRight = true;
  private boolean closed;
  private @Nullable RuntimeException failure;

  private ReadAhead(InputStream body, BodyCheck check, long length, int memory, Runnable news) {
    this.body = body;
    this.check = check;
    this.length = length;
    this.buffer = new byte[memory];
    this.news = news;
    this.bringing = Thread.ofVirtual().name("horizon-origin-read").unstarted(this::bring);
  }

  /**
   * Begins to read.
   *
   * @param body which nobody else reads until this is closed
   * @param check sees each byte before anybody else does
   * @param length of the body in bytes
   * @param memory in bytes, a multiple of {@link #PIECE}: {@link #LEAST} or more
   * @param news told of each piece that came
   */
  static ReadAhead begin(
      InputStream body, BodyCheck check, long length, int memory, Runnable news) {
    ReadAhead ahead = new ReadAhead(body, check, length, memory, news);
    ahead.bringing.start();
    return ahead;
  }

  private void bring() {
    try {
      while (awaitRoom()) {
        int at = (int) (brought % buffer.length);
        int wanted = (int) Math.min(PIECE, length - brought);
        if (body.readNBytes(buffer, at, wanted) < wanted) {
          throw OriginException.broken("the body from the origin ended early");
        }
        check.update(buffer, at, wanted);
        brought(wanted, brought + wanted < length || check.isRight());
        news.run();
      }
    } catch (IOException e) {
      fail(new UncheckedIOException(e));
    } catch (RuntimeException e) {
      fail(e);
    } catch (Error e) {
      fail(new IllegalStateException("the body from the origin could not be read", e));
      throw e;
    }
  }

  /** Waits until there is room for a piece; whether there is one to come. */
  private boolean awaitRoom() {
    lock.lock();
    try {
      while (!closed && brought < length && brought - taken > buffer.length - LEAST) {
        moved.awaitUninterruptibly();
      }
      return !closed && brought < length;
    } finally {
      lock.unlock();
    }
  }

  private void brought(int bytes, boolean right) {
    lock.lock();
    try {
      brought += bytes;
      isRight = right;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(RuntimeException why) {
    lock.lock();
    try {
      failure = why;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for bytes: what came behind those that were taken, or some of it. They are the caller's
   * until it says that it {@link #took} them.
   *
   * @throws RuntimeException why no more come, behind all that came
   */
  ByteBuffer next() {
    lock.lock();
    try {
      while (brought == taken && failure == null) {
        moved.awaitUninterruptibly();
      }
      if (brought == taken && failure != null) {
        throw failure;
      }
      int at = (int) (taken % buffer.length);
      return ByteBuffer.wrap(buffer, at, (int) Math.min(brought - taken, buffer.length - at));
    } finally {
      lock.unlock();
    }
  }

  /** Whether what came is what was told of it, which shows with the last of it. */
  boolean isRight() {
    lock.lock();
    try {
      return isRight;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A copy of the bytes from a place on, as far as they are here; of one piece at most. Nothing
   * where something of it is wrong.
   */
  Optional<ByteBuffer> look(long place) {
    lock.lock();
    try {
      // Behind what came, the next piece comes.
      boolean isHere = isRight && place < brought && place >= brought + PIECE - buffer.length;
      if (!isHere) {
        return Optional.empty();
      }
      int at = (int) (place % buffer.length);
      int most = Math.min(PIECE, buffer.length - at);
      return Optional.of(
          ByteBuffer.wrap(
              Arrays.copyOfRange(buffer, at, at + (int) Math.min(most, brought - place))));
    } finally {
      lock.unlock();
    }
  }

  /** Gives the room of bytes to others. */
  void took(int bytes) {
    lock.lock();
    try {
      taken += bytes;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Reads no more, and waits for a read that is under way. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      bringing.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
