package io.horizonpush.iroh.content;

import io.horizonpush.iroh.content.Comparison.DamagedException;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.SparseRecords.Compared;
import io.horizonpush.iroh.ffm.SparseRecords.Kind;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content store as the exchange with other nodes sees it: records to be sent from, and records
 * to be filled with what they send. Thread-safe; blocks its (virtual) thread.
 */
public final class PeerRecords {

  private static final Logger LOG = LoggerFactory.getLogger(PeerRecords.class);

  private final BlobFills fills;
  private final BlobPlaces places;
  private final SparseFiles sparse;
  private final BlobPins pins;
  private final BlobReader reader;
  private final Comparison comparison;

  PeerRecords(
      BlobFills fills,
      BlobPlaces places,
      SparseFiles sparse,
      BlobPins pins,
      BlobReader reader,
      Comparison comparison) {
    this.reader = reader;
    this.comparison = comparison;
    this.fills = fills;
    this.places = places;
    this.sparse = sparse;
    this.pins = pins;
  }

  /**
   * A record whose bytes stay where they are until this is closed, once.
   *
   * @param parts what is soundly here of the blob, in whole groups; nothing if all of it is
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
      case WHOLE -> Located.of(row).map(at -> new Kept(at.record(), parts(at), release));
      case PARTIAL -> {
        Located at = sparse.at(Kind.PARTIAL, row);
        yield Optional.of(new Kept(at.record(), Optional.of(sparse.present(at)), release));
      }
      case ABSENT, EVICTED, EXTERNAL -> Optional.empty();
    };
  }

  /** What of a whole blob is not known to be damaged; nothing where that is all. */
  private Optional<List<ByteRange>> parts(Located at) {
    List<Long> damaged = comparison.damaged(at);
    if (damaged.isEmpty()) {
      return Optional.empty();
    }
    List<ByteRange> sound = new ArrayList<>();
    long from = 0;
    for (long group : damaged) {
      long start = group * VerifiedGroups.GROUP;
      if (start > from) {
        sound.add(new ByteRange(from, start - from));
      }
      from = Math.min(start + VerifiedGroups.GROUP, at.length());
    }
    if (from < at.length()) {
      sound.add(new ByteRange(from, at.length() - from));
    }
    return Optional.of(sound);
  }

  /** The parts of a blob's tree above some bytes; none if not all of them are here. */
  public List<byte[]> parts(BlobHash blob, List<ByteRange> subtrees) {
    Optional<Kept> found = read(blob);
    if (found.isEmpty()) {
      return List.of();
    }
    try (Kept kept = found.get()) {
      return sparse.parts(kept.record(), subtrees);
    }
  }

  /**
   * Takes a part of a blob's tree, and compares it with the tree of another blob.
   *
   * @return nothing if the part is not of the blob
   */
  public Optional<Compared> adopt(RecordFill fill, Kept other, ByteRange of, byte[] part) {
    return sparse.adopt(fill.record(), other.record(), of, part);
  }

  /**
   * Compares all of a blob with what the disk has of it, since somebody found it damaged: from then
   * on nobody is given what differs.
   */
  public void compare(BlobHash blob) {
    pins.pin(blob);
    try {
      places.row(blob).ifPresent(this::compare);
    } finally {
      pins.unpin(blob);
    }
  }

  private void compare(BlobRow row) {
    switch (row.residency()) {
      case WHOLE -> Located.of(row).ifPresent(this::compareWhole);
      case PARTIAL -> sparse.compare(sparse.at(Kind.PARTIAL, row));
      case ABSENT, EVICTED, EXTERNAL -> {}
    }
  }

  private void compareWhole(Located at) {
    try {
      long _ = comparison.fromDisk(at, ByteRange.all(at.length()));
    } catch (NoSuchFileException e) {
      LOG.error("The file of blob {} is gone", at.hash());
    }
  }

  /** Begins to fill a blob, or goes on; nothing when it is whole, or when nothing uses it. */
  public Optional<RecordFill> fill(BlobHash blob) {
    return fills.fill(blob).map(each -> each);
  }

  /**
   * Notes the length that a blob was shown to have, where nothing of it is here that shows another.
   *
   * @return whether nothing does
   */
  public boolean correct(BlobHash blob, long length) {
    return fills.correct(blob, length);
  }

  /**
   * Begins a copy of a blob, to see that somebody has the bytes of one that is here already. It
   * goes when it is closed, unless it was finished and what was here was not sound: then it is the
   * blob.
   */
  public RecordFill fillBeside(BlobHash blob, long length) {
    return fills.beside(blob, length);
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
