package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BodyMemory;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request for a range of a body: its bytes go into a {@link Fill} as they come, and no faster
 * or slower for who reads them. Runs once, in a thread of its own.
 */
final class Fetch implements Runnable {

  /** The most memory that one fetch takes, for bytes that wait and those that came last. */
  private static final int MOST_MEMORY = 1 << 20;

  private final Fill fill;
  private final Upstream upstream;
  private final FillGround ground;
  private final ByteRange range;
  private volatile long position;
  private volatile boolean cancelled;
  private volatile boolean over;
  private volatile @Nullable ReadAhead ahead;
  private volatile @Nullable Failure failure;

  /**
   * Why not all came.
   *
   * @param atOrigin or because it cannot be kept here
   * @param at by {@link System#nanoTime}
   */
  record Failure(S3Exception error, boolean atOrigin, long at) {

    Failure(S3Exception error, boolean atOrigin) {
      this(error, atOrigin, System.nanoTime());
    }
  }

  Fetch(Fill fill, Upstream upstream, FillGround ground, ByteRange range) {
    this.fill = fill;
    this.upstream = upstream;
    this.ground = ground;
    this.range = range;
    this.position = range.offset();
  }

  /** Whether a place is in its range. */
  boolean contains(long place) {
    return place >= range.offset() && place < range.end();
  }

  /** How many bytes are still to come. */
  long left() {
    return range.end() - position;
  }

  /** Whether it brings the bytes at a place, and soon. */
  boolean covers(long place, long soon) {
    return !cancelled && !over && contains(place) && place - position <= soon;
  }

  /** Brings no more than it does just now. */
  void cancel() {
    cancelled = true;
  }

  /** Bytes at a place that came a moment ago, whether they are on the disk yet or not. */
  Optional<ByteBuffer> look(long place) {
    ReadAhead coming = ahead;
    return coming == null || !contains(place)
        ? Optional.empty()
        : coming.look(place - range.offset());
  }

  /** It brings nothing any more. */
  void end() {
    over = true;
  }

  /** Why it did not bring all, if it failed. */
  Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void run() {
    try (BodyMemory.Share memory = ground.memory().begin(ReadAhead.LEAST)) {
      bring(memory);
      fill.ended(this); // Who is near the end reads it from this memory.
    } catch (S3Exception e) {
      failure = new Failure(e, !isWantOfRoom(e));
    } finally {
      if (!over) {
        fill.ended(this);
      }
      ahead = null;
    }
  }

  private void bring(BodyMemory.Share memory) {
    try {
      stream(resize(memory));
    } catch (OriginException e) {
      failure = new Failure(OriginErrors.of(upstream.name(), e), true);
      fill.failed(e);
    } catch (S3Exception e) {
      failure = new Failure(e, !isWantOfRoom(e));
    } catch (RuntimeException e) {
      failure = new Failure(S3Exception.internalError(e), true);
    }
  }

  /** Much where there is memory for it; less makes it slower, and is enough. */
  private int resize(BodyMemory.Share memory) {
    long pieces = (range.length() + ReadAhead.PIECE - 1) / ReadAhead.PIECE;
    int most = (int) Math.min(MOST_MEMORY, (pieces + 1) * ReadAhead.PIECE);
    return memory.tryResize(most) ? most : ReadAhead.LEAST;
  }

  private static boolean isWantOfRoom(S3Exception failure) {
    return failure.code() == S3ErrorCode.STORAGE_FULL
        || failure.code() == S3ErrorCode.SERVICE_UNAVAILABLE;
  }

  private void stream(int memory) {
    try (UpstreamBody body = upstream.open(range, ground.requests())) {
      BodyCheck check = body.check();
      fill.comesFrom(body.source());
      try (ReadAhead coming = ReadAhead.begin(body, check, range.length(), memory, fill::signal)) {
        ahead = coming;
        long at = range.offset();
        while (at < range.end() && !cancelled && !fill.has(at)) {
          ByteBuffer bytes = coming.next();
          int length = bytes.remaining();
          if (!coming.isRight() && at + length == range.end()) {
            fill.spoil(at, bytes);
            throw OriginException.broken("the body from the origin does not match its checksum");
          }
          fill.take(at, bytes);
          coming.took(length);
          at += length;
          position = at;
        }
      }
    }
  }
}
