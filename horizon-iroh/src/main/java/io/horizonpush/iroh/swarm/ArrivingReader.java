package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.sync.Waiting;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A range of a blob, read as it arrives: the next windows are on their way while one is read.
 * Confined to one thread at a time.
 */
final class ArrivingReader implements ContentReader {

  /** The first bytes of a range come alone, so that they come soon. */
  private static final long FIRST = 64 << 10;

  private static final long WINDOW = 1 << 20;

  /** The windows that are on their way besides the one that is read: at first, and at most. */
  private static final int AHEAD = 2;

  private static final int MOST_AHEAD = 32;

  private final Download download;
  private final ByteRange range;
  private final Consumer<Boolean> release;

  private long at;

  /** The windows that were read. */
  private int opened;

  private @Nullable Content content;
  private @Nullable ContentReader pieces;

  /**
   * @param release told when this is closed whether all was read
   */
  ArrivingReader(Download download, ByteRange range, Consumer<Boolean> release) {
    this.download = download;
    this.range = range;
    this.release = release;
    this.at = range.offset();
  }

  /**
   * Waits until the first bytes are here.
   *
   * @throws S3Exception if nobody gives them
   */
  void begin() {
    if (range.length() > 0) {
      Waiting.on(download.bring(window(at), true));
    }
  }

  @Override
  public Optional<ByteBuffer> next() {
    while (true) {
      ContentReader current = pieces;
      Optional<ByteBuffer> piece = current == null ? Optional.<ByteBuffer>empty() : current.next();
      if (piece.isPresent()) {
        return piece;
      }
      closePieces();
      if (at >= range.end()) {
        return Optional.empty();
      }
      open();
    }
  }

  private void open() {
    ByteRange window = window(at);
    CompletableFuture<Void> here = download.bring(window, true);
    long behind = window.end();
    for (int ahead = ahead(); ahead > 0 && behind < range.end(); ahead--) {
      ByteRange next = window(behind);
      CompletableFuture<Void> _ = download.bring(next, false);
      behind = next.end();
    }
    opened++;
    Waiting.on(here);
    long end = Math.min(window.end(), range.end());
    Content opened = download.open(new ByteRange(at, end - at)).orElseThrow(ArrivingReader::gone);
    content = opened;
    pieces = opened.reader();
    at = end;
  }

  /**
   * The windows that are to be on their way besides the one that is read: more with each that was
   * read, up to what keeps all providers busy while one of them is late.
   */
  private int ahead() {
    int most = Math.clamp(2L * download.width(), AHEAD, MOST_AHEAD);
    return Math.min(AHEAD + opened, most);
  }

  /**
   * The window that begins with a place: whole groups, up to the next border of windows or the last
   * group of the range.
   */
  private ByteRange window(long place) {
    long from = groupOf(place);
    long border = from - from % WINDOW + WINDOW;
    long first = groupOf(range.offset()) + FIRST;
    long last = Math.min(groupOf(range.end() - 1) + BlobFill.GROUP, download.length());
    long to = from < first ? Math.min(first, border) : border;
    return new ByteRange(from, Math.min(to, last) - from);
  }

  private static long groupOf(long place) {
    return place - place % BlobFill.GROUP;
  }

  private static S3Exception gone() {
    return new S3Exception(
        S3ErrorCode.SERVICE_UNAVAILABLE, "Bytes that had just come are not here any more.");
  }

  /** Never: what is next may have to come from another node first. */
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
    closePieces();
    release.accept(at >= range.end());
  }
}
