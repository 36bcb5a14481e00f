package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A range of a body as it comes: the bytes that pass just now, and from the disk what passed
 * before. Where nothing can be kept here, the rest is read from the origin as it is sent.
 *
 * <p>Confined to one thread at a time.
 */
final class FillReader implements ContentReader {

  /** The most that is opened at once. */
  private static final long WINDOW = 1 << 20;

  private final Fill fill;
  private final Upstream upstream;
  private final FillGround ground;
  private final ByteRange range;
  private final long since = System.nanoTime();
  private long at;
  private @Nullable ByteBuffer passed;
  private @Nullable Content content;
  private @Nullable ContentReader pieces;
  private @Nullable PassingReader passing;
  private boolean hasOpenedAll;
  private boolean closed;

  FillReader(Fill fill, Upstream upstream, FillGround ground, ByteRange range) {
    this.fill = fill;
    this.upstream = upstream;
    this.ground = ground;
    this.range = range;
    this.at = range.offset();
  }

  /**
   * Waits until the first bytes are here.
   *
   * @throws io.horizonpush.s3.model.S3Exception if they do not come
   */
  void begin() {
    advance();
  }

  @Override
  public Optional<ByteBuffer> next() {
    while (true) {
      if (passing != null) {
        return passing.next();
      }
      ByteBuffer bytes = passed;
      if (bytes != null) {
        passed = null;
        return Optional.of(bytes);
      }
      ContentReader current = pieces;
      Optional<ByteBuffer> piece = current == null ? Optional.<ByteBuffer>empty() : current.next();
      if (piece.isPresent()) {
        return piece;
      }
      closePieces();
      if (at >= range.end()) {
        return Optional.empty();
      }
      advance();
    }
  }

  private void advance() {
    switch (fill.await(at, range.end(), since)) {
      case Progress.Passing(ByteBuffer bytes) -> {
        int length = (int) Math.min(bytes.remaining(), range.end() - at);
        passed = bytes.limit(bytes.position() + length);
        moveTo(at + length);
      }
      case Progress.Here(long end) -> open(Math.min(end, at + WINDOW));
      case Progress.NoRoom() -> {
        PassingReader rest =
            new PassingReader(
                fill.body().expected(), upstream, ground, new ByteRange(at, range.end() - at));
        passing = rest;
        openedAll();
        rest.begin();
      }
    }
  }

  private void open(long end) {
    Content opened = fill.open(new ByteRange(at, end - at));
    content = opened;
    pieces = opened.reader();
    moveTo(end);
  }

  private void moveTo(long end) {
    at = end;
    if (at == range.end()) {
      openedAll();
    }
  }

  private void openedAll() {
    if (!hasOpenedAll) {
      hasOpenedAll = true;
      fill.opened();
    }
  }

  /** Never: what is next may have to come from the origin first. */
  @Override
  public boolean isReady() {
    return false;
  }

  private void closePieces() {
    if (pieces != null) {
      pieces.close();
      pieces = null;
    }
    if (content != null) {
      content.close();
      content = null;
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    closePieces();
    if (passing != null) {
      passing.close();
    }
    openedAll();
    fill.leave();
  }
}
