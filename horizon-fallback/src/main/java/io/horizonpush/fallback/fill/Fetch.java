package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.ResumingBody;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BodyMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request for a range of a body: its bytes go into a {@link Fill} as they come, a piece of
 * constant size after the other, and no faster or slower for who reads them. Runs once, in a thread
 * of its own.
 */
final class Fetch implements Runnable {

  /** Whole groups of a blob, and what one fetch takes of the heap. */
  static final int PIECE = 64 << 10;

  private final Fill fill;
  private final Upstream upstream;
  private final FillGround ground;
  private final ByteRange range;
  private volatile long position;
  private volatile boolean cancelled;
  private volatile boolean over;
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

  /** Whether it brings nothing any more. */
  boolean isOver() {
    return over;
  }

  /** Why it did not bring all, if it failed. */
  Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void run() {
    try (Permits.Permit _ = ground.permits().take(upstream.id());
        BodyMemory.Share _ = ground.memory().begin(PIECE)) {
      stream();
    } catch (OriginException e) {
      failure = new Failure(OriginErrors.of(upstream.name(), e), true);
      fill.failed(e);
    } catch (S3Exception e) {
      failure = new Failure(e, !isWantOfRoom(e));
    } catch (RuntimeException | IOException e) {
      failure = new Failure(S3Exception.internalError(e), true);
    } finally {
      over = true;
      fill.ended(this);
    }
  }

  private static boolean isWantOfRoom(S3Exception failure) {
    return failure.code() == S3ErrorCode.STORAGE_FULL
        || failure.code() == S3ErrorCode.SERVICE_UNAVAILABLE;
  }

  private void stream() throws IOException {
    try (ResumingBody body = upstream.open(range)) {
      BodyCheck check = upstream.isWhole(range) ? BodyCheck.of(body.object()) : BodyCheck.none();
      byte[] piece = new byte[PIECE];
      long at = range.offset();
      while (at < range.end() && !cancelled && !fill.has(at)) {
        int length = body.readNBytes(piece, 0, (int) Math.min(PIECE, range.end() - at));
        if (length == 0) {
          throw OriginException.broken("the body from the origin ended early");
        }
        check.update(piece, length);
        if (at + length == range.end() && !check.isRight()) {
          fill.spoil(at, ByteBuffer.wrap(piece, 0, length));
          throw OriginException.broken("the body from the origin does not match its checksum");
        }
        fill.take(at, ByteBuffer.wrap(piece, 0, length));
        at += length;
        position = at;
      }
    }
  }
}
