package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** What is filled by somebody, and pinned meanwhile. Thread-safe. */
final class SparseFill implements RecordFill {

  private final SparseFiles files;
  private final Located at;
  private final Function<Optional<BlobHash>, PinnedBlob> finishing;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param finishing makes a blob of it; is told the hash that it has to have, if there is one
   * @param release lets go of it, once
   */
  SparseFill(
      SparseFiles files,
      Located at,
      Function<Optional<BlobHash>, PinnedBlob> finishing,
      Runnable release) {
    this.files = files;
    this.at = at;
    this.finishing = finishing;
    this.release = release;
  }

  @Override
  public StoredRecord record() {
    return at.record();
  }

  @Override
  public long length() {
    return at.length();
  }

  @Override
  public void requireRoom(long bytes) {
    files.requireRoom(bytes);
  }

  @Override
  public List<ByteRange> missing(ByteRange range) {
    return files.missing(at, range);
  }

  @Override
  public void write(long offset, ByteBuffer groups) {
    files.fill(at, offset, groups);
  }

  @Override
  public void flush() {
    files.flush(at);
  }

  @Override
  public PinnedBlob finish(Optional<BlobHash> expected) {
    return finishing.apply(expected);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
