package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.ExternalTable.ExternalFile;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Users' files that are blobs. What is sent of one was read into memory and compared with its tree
 * there, each time: its user may change it at any moment, and then it is the blob no longer.
 * Thread-safe; blocks its (virtual) thread.
 */
final class ExternalFiles {

  /** What is read, compared and sent at once; whole groups. */
  private static final long WINDOW = 256 << 10;

  private final Index index;
  private final SparseFiles sparse;
  private final BlobPlaces places;
  private final BlobPins pins;

  ExternalFiles(Index index, SparseFiles sparse, BlobPlaces places, BlobPins pins) {
    this.index = index;
    this.sparse = sparse;
    this.places = places;
    this.pins = pins;
  }

  /** Takes a file as a blob. */
  PinnedBlob link(Path given) {
    Path path = given.toAbsolutePath();
    ExternalFile before = look(path).orElseThrow(() -> refused(path));
    StoredRecord tree = sparse.treeOf(path).orElseThrow(() -> refused(path));
    Place place = new Place(tree.file(), 0, false);
    pins.pin(tree.hash());
    boolean linked = false;
    boolean pinned = false;
    try {
      if (!look(path).equals(Optional.of(before)) || tree.length() != before.size()) {
        throw refused(path);
      }
      linked =
          index.write(
              Durability.STRICT,
              tables -> tables.blobs().link(tree.hash(), tree.length(), place, before));
      places.forget(List.of(tree.hash()));
      pinned = true;
      return new Pin(tree.hash(), tree.length(), () -> pins.unpin(tree.hash()));
    } finally {
      if (!linked) {
        sparse.remove(place);
      }
      if (!pinned) {
        pins.unpin(tree.hash());
      }
    }
  }

  private static S3Exception refused(Path path) {
    return new S3Exception(
        S3ErrorCode.INVALID_ARGUMENT,
        path + " is no file, cannot be read, or changes while it is read");
  }

  /** Opens a range of a file, of which the first bytes are compared now; nothing if it changed. */
  Optional<Content> open(BlobRow row, ByteRange range, Runnable release) {
    Optional<ExternalFile> file = unchanged(row);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      Reader reader = new Reader(row, file.get().path(), range, release);
      reader.fetch();
      return Optional.of(new Content.Streamed(reader, range.length()));
    } catch (ChangedException e) {
      giveUp(row);
      return Optional.empty();
    }
  }

  /** The file of a blob, if it is as it was; else the row says so from now on. */
  Optional<ExternalFile> unchanged(BlobRow row) {
    Optional<ExternalFile> noted = index.read(tables -> tables.externals().find(row.hash()));
    Optional<ExternalFile> same = noted.filter(file -> look(file.path()).equals(noted));
    if (same.isEmpty()) {
      giveUp(row);
    }
    return same;
  }

  private void giveUp(BlobRow row) {
    index.write(
        Durability.STRICT,
        tables -> tables.blobs().become(row, Residency.ABSENT, Optional.empty()));
    places.forget(List.of(row.hash()));
  }

  /** A file as it is now; nothing if there is none. */
  private static Optional<ExternalFile> look(Path path) {
    try {
      if (!Files.isRegularFile(path)) {
        return Optional.empty();
      }
      Map<String, Object> now = Files.readAttributes(path, "unix:size,lastModifiedTime,ino,dev");
      if (now.get("size") instanceof Long size
          && now.get("lastModifiedTime") instanceof FileTime time
          && now.get("ino") instanceof Long inode
          && now.get("dev") instanceof Long device) {
        return Optional.of(
            new ExternalFile(path, size, time.to(TimeUnit.NANOSECONDS), inode, device));
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The file is not what it was. */
  private static final class ChangedException extends Exception {
    private static final long serialVersionUID = 1L;

    ChangedException(String message) {
      super(message);
    }
  }

  /** Reads a range window by window. Confined to one thread. */
  private final class Reader implements ContentReader {

    private final BlobRow row;
    private final Path path;
    private final ByteRange range;
    private final Runnable release;
    private long at;
    private Optional<ByteBuffer> fetched = Optional.empty();

    Reader(BlobRow row, Path path, ByteRange range, Runnable release) {
      this.row = row;
      this.path = path;
      this.range = range;
      this.release = release;
      this.at = range.offset();
    }

    void fetch() throws ChangedException {
      if (at == range.end()) {
        return;
      }
      long end = Math.min(range.end(), (at / WINDOW + 1) * WINDOW);
      Place place = row.requirePlace();
      StoredRecord tree = new StoredRecord(row.hash(), row.length(), place.file(), 0);
      ByteRange window = new ByteRange(at, end - at);
      fetched = sparse.readOutside(tree, path, window);
      if (fetched.isEmpty()) {
        throw new ChangedException(path + " is not what it was");
      }
      at = end;
    }

    @Override
    public Optional<ByteBuffer> next() {
      try {
        if (fetched.isEmpty()) {
          fetch();
        }
      } catch (ChangedException e) {
        giveUp(row);
        throw new S3Exception(
            S3ErrorCode.INTERNAL_ERROR, "The file behind this object was changed.", e);
      }
      Optional<ByteBuffer> next = fetched;
      fetched = Optional.empty();
      return next;
    }

    @Override
    public void close() {
      release.run();
    }
  }
}
