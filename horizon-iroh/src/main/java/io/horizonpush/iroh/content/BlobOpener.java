package io.horizonpush.iroh.content;

import io.horizonpush.iroh.content.Comparison.DamagedException;
import io.horizonpush.iroh.ffm.SparseRecords.Kind;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectBody.Remote;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore.Opened;
import io.horizonpush.s3.store.Content;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Opens ranges of whatever is here of a blob, and says what is missing. Thread-safe; blocks its
 * (virtual) thread.
 */
final class BlobOpener {

  private final BlobPlaces places;
  private final BlobReader reader;
  private final BlobPins pins;
  private final SparseFiles sparse;
  private final ExternalFiles externals;
  private final UnrootedBodies unrooted;

  BlobOpener(
      BlobPlaces places,
      BlobReader reader,
      BlobPins pins,
      SparseFiles sparse,
      ExternalFiles externals,
      UnrootedBodies unrooted) {
    this.places = places;
    this.reader = reader;
    this.pins = pins;
    this.sparse = sparse;
    this.externals = externals;
    this.unrooted = unrooted;
  }

  /** Opens a range of a blob. */
  Opened open(BlobHash blob, ByteRange range) {
    return pinned(
        blob,
        release ->
            openWhole(blob, range, release)
                .<Opened>map(Opened.Here::new)
                .orElseGet(() -> openOther(blob, range, release)));
  }

  /** Opens a range of a body whose hash nobody knows. */
  Opened open(Remote body, ByteRange range) {
    requireInside(range, body.length());
    return pinned(
        UnrootedBodies.name(body),
        release ->
            unrooted
                .use(body)
                .map(at -> openSparse(at, range, release))
                .orElseGet(() -> missing(range)));
  }

  /** Nobody removes what is pinned; whoever opened it lets go of it, once. */
  private Opened pinned(BlobHash name, Function<Runnable, Opened> opening) {
    pins.pin(name);
    AtomicBoolean released = new AtomicBoolean();
    Runnable release =
        () -> {
          if (released.compareAndSet(false, true)) {
            pins.unpin(name);
          }
        };
    boolean opened = false;
    try {
      Opened result = opening.apply(release);
      opened = result instanceof Opened.Here;
      return result;
    } finally {
      if (!opened) {
        release.run();
      }
    }
  }

  /** A file that is gone or damaged may have been left by its blob a moment ago. */
  private Optional<Content> openWhole(BlobHash blob, ByteRange range, Runnable release) {
    for (Supplier<Optional<Located>> place : places.candidates(blob)) {
      Optional<Content> content = place.get().flatMap(at -> tryOpen(at, range, release));
      if (content.isPresent()) {
        return content;
      }
      places.forget(List.of(blob));
    }
    return Optional.empty();
  }

  private Opened openOther(BlobHash blob, ByteRange range, Runnable release) {
    Optional<BlobRow> found = places.row(blob);
    if (found.isEmpty()) {
      return missing(range);
    }
    BlobRow row = found.get();
    requireInside(range, row.length());
    return switch (row.residency()) {
      case PARTIAL -> openSparse(sparse.at(Kind.PARTIAL, row), range, release);
      case EXTERNAL ->
          externals
              .open(row, range, release)
              .<Opened>map(Opened.Here::new)
              .orElseGet(() -> missing(range));
      case ABSENT, WHOLE, EVICTED -> missing(range);
    };
  }

  private Opened openSparse(Located at, ByteRange range, Runnable release) {
    Optional<Content> content =
        sparse.missing(at, range).isEmpty() ? tryOpen(at, range, release) : Optional.empty();
    if (content.isPresent()) {
      return new Opened.Here(content.get());
    }
    // What was damaged is missing now; without its file, all of it is.
    List<ByteRange> missing = sparse.missing(at, range);
    return missing.isEmpty() ? missing(range) : new Opened.Missing(missing);
  }

  private static Opened missing(ByteRange range) {
    return new Opened.Missing(List.of(range));
  }

  /** Nothing where the bytes are not there, or damaged: others may have them. */
  private Optional<Content> tryOpen(Located at, ByteRange range, Runnable release) {
    requireInside(range, at.length());
    try {
      return Optional.of(reader.open(at, range, release));
    } catch (DamagedException | NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new S3Exception(S3ErrorCode.INTERNAL_ERROR, "A blob's file cannot be read", e);
    }
  }

  private static void requireInside(ByteRange range, long length) {
    if (range.end() > length) {
      throw new S3Exception(S3ErrorCode.INVALID_RANGE, "The range does not lie inside the blob");
    }
  }
}
