package io.horizonpush.iroh.content;

import io.horizonpush.iroh.content.Comparison.DamagedException;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.Content.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Opens ranges of blobs for whoever sends them. What was not compared with its hash since this
 * process began is compared first; long ranges window by window, each before its turn. Thread-safe;
 * blocks its (virtual) thread.
 */
final class BlobReader {

  private final Comparison comparison;
  private final OpenFiles files;

  BlobReader(Comparison comparison, OpenFiles files) {
    this.comparison = comparison;
    this.files = files;
  }

  /**
   * Opens a range of a blob.
   *
   * @param release runs once nobody needs the blob's file any more
   * @throws java.nio.file.NoSuchFileException if the file is gone
   * @throws DamagedException if the first bytes are not those that were stored
   */
  Content open(Located at, ByteRange range, Runnable release) throws IOException, DamagedException {
    if (range.length() == 0) {
      release.run();
      return new Content.Memory(ByteBuffer.allocate(0));
    }
    if (!comparison.isKnown(at, range)) {
      ByteRange first = ReadAhead.first(range);
      if (!first.equals(range)) {
        return windows(at, range, release);
      }
      comparison.require(at, range);
    }
    OpenFile file = files.open(at.place().file());
    release.run();
    return at.slice(range, file);
  }

  private Content windows(Located at, ByteRange range, Runnable release)
      throws IOException, DamagedException {
    ReadAhead windows = new ReadAhead(comparison, at, range);
    windows.requireFirst();
    OpenFile file = files.open(at.place().file());
    return new Content.Sequence(
        windows.contents(file),
        () -> {
          file.close();
          release.run();
        });
  }
}
