package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.sync.Waiting;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A range of a blob, sent as it arrives: parts of its file, which the kernel sends, while the next
 * windows are on their way. Confined to one thread at a time.
 */
final class ArrivingParts {

  /** The first bytes of a range come alone, so that they come soon. */
  private static final long FIRST = 64 << 10;

  /** What is sent at once. */
  private static final long PART = 1 << 20;

  /** The windows that are on their way besides the one that is sent: at first, and at most. */
  private static final int AHEAD = 2;

  private static final int MOST_AHEAD = 32;

  private final Download download;
  private final ByteRange range;
  private final Consumer<Boolean> release;

  /** The windows that were asked for and not waited for yet, in order. */
  private final Queue<Arrival> coming = new ArrayDeque<>();

  /** Up to where windows were asked for. */
  private long asked;

  /** Up to where all is here. */
  private long here;

  /** The windows that came. */
  private int arrived;

  /** Up to where parts were opened. */
  private long opened;

  private boolean closed;

  /** A window that was asked for. */
  private record Arrival(ByteRange window, CompletableFuture<Void> here) {

    boolean isThere() {
      return here.isDone() && !here.isCompletedExceptionally();
    }
  }

  /**
   * @param release told when the content is closed whether all was opened
   */
  ArrivingParts(Download download, ByteRange range, Consumer<Boolean> release) {
    this.download = download;
    this.range = range;
    this.release = release;
    this.asked = range.offset();
    this.here = range.offset();
    this.opened = range.offset();
  }

  /**
   * Waits until the first bytes are here.
   *
   * @throws S3Exception if nobody gives them
   */
  void begin() {
    if (range.length() > 0) {
      ask(true);
      Waiting.on(coming.element().here());
    }
  }

  /** The parts, each opened when its turn comes. */
  Content content() {
    List<Content.Deferred> parts = new ArrayList<>();
    long at = range.offset();
    while (at < range.end()) {
      long end = Math.min(window(at, PART).end(), range.end());
      ByteRange part = new ByteRange(at, end - at);
      parts.add(new Content.Deferred(part.length(), () -> open(part), () -> {}));
      at = end;
    }
    return new Content.Sequence(parts, this::close, Source.PEER);
  }

  private Content open(ByteRange part) {
    while (here < part.end()) {
      awaitNext();
    }
    Content content = download.open(part).orElseThrow(ArrivingParts::gone);
    opened = part.end();
    return content;
  }

  private void awaitNext() {
    if (coming.isEmpty()) {
      ask(true);
    }
    Arrival next = coming.remove();
    while (coming.size() < ahead() && asked < range.end()) {
      ask(false);
    }
    arrived++;
    Waiting.on(next.isThere() ? next.here() : download.bring(next.window(), true));
    here = next.window().end();
  }

  private void ask(boolean urgent) {
    ByteRange window = window(asked, download.windowSize());
    coming.add(new Arrival(window, download.bring(window, urgent)));
    asked = window.end();
  }

  /**
   * The windows that are to be on their way besides the one that is sent: more with each that came,
   * up to what keeps all providers busy while one of them is late.
   */
  private int ahead() {
    int most = Math.clamp(2L * download.width(), AHEAD, MOST_AHEAD);
    return Math.min(AHEAD + arrived, most);
  }

  /**
   * The window that begins with a place: whole groups, up to the next border of windows or the last
   * group of the range.
   */
  private ByteRange window(long place, long size) {
    long from = groupOf(place);
    long border = from - from % size + size;
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

  /** Brings nothing more for whoever reads. Idempotent. */
  void close() {
    if (!closed) {
      closed = true;
      release.accept(opened >= range.end());
    }
  }
}
