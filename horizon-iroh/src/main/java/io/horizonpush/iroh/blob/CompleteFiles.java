package io.horizonpush.iroh.blob;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of complete blobs, read without asking the store.
 *
 * <p>A file of a blob may hold a part of it only. It is known to be complete when the store said so
 * since this node started, or when the store is not open yet and no {@code .sizes4} or {@code
 * .bitfield} lies beside it: only an open store makes partial files. What is known is bounded and
 * forgotten by age. Thread-safe.
 */
final class CompleteFiles {

  private static final int MAX_KNOWN = 100_000;

  private final Path folder;
  private final Map<BlobHash, Long> lengths =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BlobHash, Long> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  CompleteFiles(Path folder) {
    this.folder = folder;
  }

  /** Says that the store holds a blob whole, in a file. */
  void know(BlobHash blob, long length) {
    synchronized (lengths) {
      lengths.put(blob, length);
    }
  }

  /** Says that the store dropped blobs. */
  void forget(Collection<BlobHash> blobs) {
    synchronized (lengths) {
      lengths.keySet().removeAll(blobs);
    }
  }

  /** A range of a blob that is known to be whole in a file. */
  Optional<Content> open(BlobHash blob, ByteRange range) {
    Long length;
    synchronized (lengths) {
      length = lengths.get(blob);
    }
    return length == null ? Optional.empty() : open(blob, range, length);
  }

  /**
   * A range of a blob whose file lies there whole. Right only while the store is not open, which
   * the caller checks once more after this has answered.
   */
  Optional<Content> openAtStart(BlobHash blob, ByteRange range) {
    Path data = file(blob, ".data");
    if (Files.exists(file(blob, ".sizes4")) || Files.exists(file(blob, ".bitfield"))) {
      return Optional.empty();
    }
    try {
      return open(blob, range, Files.size(data));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private Optional<Content> open(BlobHash blob, ByteRange range, long length) {
    requireInside(range, length);
    try {
      FileChannel file = FileChannel.open(file(blob, ".data"), StandardOpenOption.READ);
      return Optional.of(new Content.FileSlice(file, range.offset(), range.length()));
    } catch (NoSuchFileException e) {
      synchronized (lengths) {
        lengths.remove(blob);
      }
      return Optional.empty();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  static void requireInside(ByteRange range, long length) {
    if (range.end() > length) {
      throw new S3Exception(S3ErrorCode.INVALID_RANGE, "The range does not lie inside the blob");
    }
  }

  private Path file(BlobHash blob, String suffix) {
    return folder.resolve(blob.hex() + suffix);
  }

  private static S3Exception failed(IOException e) {
    return new S3Exception(S3ErrorCode.INTERNAL_ERROR, "A blob's file cannot be read", e);
  }
}
