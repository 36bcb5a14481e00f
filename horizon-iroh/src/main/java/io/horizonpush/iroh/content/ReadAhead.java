package io.horizonpush.iroh.content;

import io.horizonpush.iroh.content.Comparison.DamagedException;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.Content.OpenFile;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The windows of a long range that is read from the front: while one is sent, the disk is asked for
 * the next ones, and they are compared with their hash. Confined to one thread.
 */
final class ReadAhead {

  /** What is compared at once before the first byte leaves, in bytes; whole groups. */
  private static final long WINDOW = 1 << 20;

  /** Windows that are read before their turn comes. */
  private static final int AHEAD = 2;

  private final Comparison comparison;
  private final Located at;
  private final List<ByteRange> windows;
  private final List<CompletableFuture<Void>> begun = new ArrayList<>();

  ReadAhead(Comparison comparison, Located at, ByteRange range) {
    this.comparison = comparison;
    this.at = at;
    this.windows = cut(range);
  }

  /** Up to the end of a window, so that every window but the first and the last is whole. */
  static ByteRange first(ByteRange range) {
    long end = Math.min(range.end(), (range.offset() / WINDOW + 1) * WINDOW);
    return new ByteRange(range.offset(), end - range.offset());
  }

  private static List<ByteRange> cut(ByteRange range) {
    List<ByteRange> windows = new ArrayList<>();
    long from = range.offset();
    while (from < range.end()) {
      ByteRange window = first(new ByteRange(from, range.end() - from));
      windows.add(window);
      from = window.end();
    }
    return windows;
  }

  /** Compares the first window, before an answer begins. */
  void requireFirst() throws DamagedException, NoSuchFileException {
    begin(0);
    comparison.require(at, windows.getFirst(), begun.getFirst());
  }

  /**
   * The windows, each compared when its turn comes.
   *
   * @param file is kept open by whoever reads them
   */
  List<Content.Deferred> contents(OpenFile file) {
    List<Content.Deferred> contents = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      int number = i;
      contents.add(
          new Content.Deferred(
              windows.get(i).length(), () -> open(number, file.again()), () -> {}));
    }
    return contents;
  }

  /** The answer has begun: what is damaged breaks it off. */
  private Content open(int number, OpenFile file) {
    begin(number + AHEAD);
    try {
      comparison.require(at, windows.get(number), begun.get(number));
      return at.slice(windows.get(number), file);
    } catch (DamagedException | NoSuchFileException e) {
      file.close();
      throw new S3Exception(
          S3ErrorCode.INTERNAL_ERROR, "The bytes of this object are damaged on this node.", e);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Begins to compare all windows up to one. */
  private void begin(int last) {
    while (begun.size() <= last && begun.size() < windows.size()) {
      begun.add(comparison.begin(at, windows.get(begun.size())));
    }
  }
}
