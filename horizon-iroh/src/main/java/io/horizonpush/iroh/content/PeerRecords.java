package io.horizonpush.iroh.content;

import io.horizonpush.iroh.content.Comparison.DamagedException;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.SparseRecords.Kind;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The records of blobs that other nodes read, and those that what they send is written into.
 * Thread-safe; blocks its (virtual) thread.
 */
public final class PeerRecords {

  private final BlobFills fills;
  private final BlobPlaces places;
  private final SparseFiles sparse;
  private final BlobPins pins;
  private final BlobReader reader;

  PeerRecords(
      BlobFills fills, BlobPlaces places, SparseFiles sparse, BlobPins pins, BlobReader reader) {
    this.reader = reader;
    this.fills = fills;
    this.places = places;
    this.sparse = sparse;
    this.pins = pins;
  }

  /**
   * A record whose bytes stay where they are until this is closed, once.
   *
   * @param parts what is here of the blob, in whole groups; nothing if all of it is
   */
  public record Kept(StoredRecord record, Optional<List<ByteRange>> parts, Runnable release)
      implements AutoCloseable {

    @Override
    public void close() {
      release.run();
    }
  }

  /** What is here of a blob; nothing of one that is in a user's file. */
  public Optional<Kept> read(BlobHash blob) {
    pins.pin(blob);
    boolean kept = false;
    try {
      Optional<Kept> found = places.row(blob).flatMap(this::record);
      kept = found.isPresent();
      return found;
    } finally {
      if (!kept) {
        pins.unpin(blob);
      }
    }
  }

  private Optional<Kept> record(BlobRow row) {
    Runnable release = () -> pins.unpin(row.hash());
    return switch (row.residency()) {
      case WHOLE -> Located.of(row).map(at -> new Kept(at.record(), Optional.empty(), release));
      case PARTIAL -> {
        Located at = sparse.at(Kind.PARTIAL, row);
        yield Optional.of(new Kept(at.record(), Optional.of(sparse.present(at)), release));
      }
      case ABSENT, EVICTED, EXTERNAL -> Optional.empty();
    };
  }

  /** Begins to fill a blob, or goes on; nothing when it is whole, or when nothing uses it. */
  public Optional<RecordFill> fill(BlobHash blob) {
    return fills.fill(blob).map(each -> each);
  }

  /**
   * Begins a copy of a blob that goes when it is closed: to see that somebody has the bytes of one
   * that is here already.
   */
  public RecordFill fillBeside(BlobHash blob, long length) {
    Located at = sparse.begin(Kind.PARTIAL, blob, length, OptionalLong.empty());
    return new SparseFill(
        sparse,
        at,
        _ -> {
          throw new S3Exception(S3ErrorCode.INTERNAL_ERROR, "A copy of a blob becomes none");
        },
        () -> sparse.remove(at.place()));
  }

  /**
   * Opens a range of what is filled beside a blob; nothing if not all of it has come. To be closed
   * before the fill is.
   */
  public Optional<Content> openBeside(RecordFill fill, ByteRange range) {
    if (!fill.missing(range).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.open(Located.filled(Kind.PARTIAL, fill.record()), range, () -> {}));
    } catch (DamagedException | NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new S3Exception(S3ErrorCode.INTERNAL_ERROR, "A blob's file cannot be read", e);
    }
  }
}
