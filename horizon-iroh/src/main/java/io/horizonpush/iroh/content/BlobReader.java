package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.Content.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens ranges of blobs for whoever sends them. What was not compared with its hash since this
 * process began is compared first; long ranges window by window, each before its turn. Thread-safe;
 * blocks its (virtual) thread.
 */
final class BlobReader {

  private static final Logger LOG = LoggerFactory.getLogger(BlobReader.class);

  /** What is compared at once before the first byte leaves; whole groups. */
  private static final long WINDOW = 1 << 20;

  private final IrohNative.Store store;
  private final OpenFiles files;
  private final VerifiedGroups verified = new VerifiedGroups();

  BlobReader(IrohNative.Store store, OpenFiles files) {
    this.store = store;
    this.files = files;
  }

  /** Bytes that are not those that were stored. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }

  /**
   * Opens a range of a blob.
   *
   * @param release runs once nobody needs the blob's file any more
   * @throws NoSuchFileException if the file is gone
   * @throws DamagedException if the first bytes are not those that were stored
   */
  Content open(Located at, ByteRange range, Runnable release) throws IOException, DamagedException {
    if (range.length() == 0) {
      release.run();
      return new Content.Memory(ByteBuffer.allocate(0));
    }
    if (verified.covers(at.place(), range)) {
      OpenFile file = files.open(at.place().file());
      release.run();
      return slice(at, range, file);
    }
    ByteRange first = firstWindow(range);
    compare(at, first);
    OpenFile file = files.open(at.place().file());
    if (first.equals(range)) {
      release.run();
      return slice(at, range, file);
    }
    return windows(at, range, file, release);
  }

  private static Content.FileSlice slice(Located at, ByteRange range, OpenFile file) {
    return new Content.FileSlice(file, at.place().offset() + range.offset(), range.length());
  }

  /** Up to the end of a window, so that every window but the first and the last is whole. */
  private static ByteRange firstWindow(ByteRange range) {
    long end = Math.min(range.end(), (range.offset() / WINDOW + 1) * WINDOW);
    return new ByteRange(range.offset(), end - range.offset());
  }

  private Content windows(Located at, ByteRange range, OpenFile file, Runnable release) {
    List<Content.Deferred> parts = new ArrayList<>();
    long from = range.offset();
    while (from < range.end()) {
      ByteRange window = firstWindow(new ByteRange(from, range.end() - from));
      parts.add(
          new Content.Deferred(
              window.length(),
              () -> {
                requireSound(at, window);
                return slice(at, window, file.again());
              },
              () -> {}));
      from = window.end();
    }
    return new Content.Sequence(
        parts,
        () -> {
          file.close();
          release.run();
        });
  }

  /** The answer has begun: what is damaged breaks it off. */
  private void requireSound(Located at, ByteRange range) {
    try {
      compare(at, range);
    } catch (DamagedException | NoSuchFileException e) {
      throw new S3Exception(
          S3ErrorCode.INTERNAL_ERROR, "The bytes of this object are damaged on this node.", e);
    }
  }

  /** Compares what of a range was not compared yet. */
  private void compare(Located at, ByteRange range) throws DamagedException, NoSuchFileException {
    if (verified.covers(at.place(), range)) {
      return;
    }
    try {
      Await.value(store.verify(at.record(), range.offset(), range.length()), StoreCalls.PATIENCE);
    } catch (IrohException e) {
      switch (e.code()) {
        case NOT_FOUND -> throw new NoSuchFileException("file " + at.place().file());
        case DAMAGED -> {
          LOG.error(
              "Blob {} is damaged in file {} at {}: {}",
              at.hash(),
              at.place().file(),
              at.place().offset(),
              e.getMessage());
          throw new DamagedException("Blob " + at.hash() + " is damaged");
        }
        default -> throw new S3Exception(S3ErrorCode.INTERNAL_ERROR, "A blob cannot be read", e);
      }
    }
    verified.add(at.place(), at.length(), range);
  }
}
