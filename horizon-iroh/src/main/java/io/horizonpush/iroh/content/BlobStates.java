package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.SparseRecords.Kind;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.RecordLength;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import java.io.IOException;
import java.nio.file.Files;

/** What is here of blobs. Thread-safe; blocks its (virtual) thread. */
final class BlobStates {

  private static final BlobStatus ABSENT = new BlobStatus.Absent();

  private final ContentFiles files;
  private final BlobPlaces places;
  private final SparseFiles sparse;
  private final ExternalFiles externals;

  BlobStates(ContentFiles files, BlobPlaces places, SparseFiles sparse, ExternalFiles externals) {
    this.files = files;
    this.places = places;
    this.sparse = sparse;
    this.externals = externals;
  }

  /** What is here of a blob; nothing of one whose file is lost. */
  BlobStatus status(BlobHash blob) {
    return places
        .find(blob)
        .filter(this::isThere)
        .<BlobStatus>map(at -> new BlobStatus.Complete(at.length()))
        .orElseGet(() -> places.row(blob).map(this::notWhole).orElse(ABSENT));
  }

  /** Whether the file of a whole blob is there, as long as it has to be. */
  boolean isThere(Located at) {
    return isThere(at.place().file(), at.place().offset() + RecordLength.of(at.length()));
  }

  private boolean isThere(long file, long end) {
    try {
      return Files.size(files.path(file)) >= end;
    } catch (IOException e) {
      return false;
    }
  }

  private BlobStatus notWhole(BlobRow row) {
    return switch (row.residency()) {
      case ABSENT -> ABSENT;
      // It has become so since it was looked for, or its file is lost.
      case WHOLE ->
          Located.of(row)
              .filter(this::isThere)
              .<BlobStatus>map(at -> new BlobStatus.Complete(at.length()))
              .orElse(ABSENT);
      case PARTIAL -> {
        Located at = sparse.at(Kind.PARTIAL, row);
        yield sparse.isThere(at)
            ? new BlobStatus.Partial(row.length(), sparse.present(at))
            : ABSENT;
      }
      case EVICTED ->
          isThere(row.requirePlace().file(), RecordLength.ofTree(row.length()))
              ? new BlobStatus.Evicted(row.length())
              : ABSENT;
      case EXTERNAL ->
          externals
              .unchanged(row)
              .<BlobStatus>map(file -> new BlobStatus.External(row.length()))
              .orElse(ABSENT);
    };
  }
}
