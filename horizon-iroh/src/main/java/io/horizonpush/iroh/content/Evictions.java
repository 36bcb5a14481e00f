package io.horizonpush.iroh.content;

import io.horizonpush.iroh.cache.S3Fifo;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore.Eviction;
import io.horizonpush.s3.store.BlobStore.Eviction.Evicted;
import io.horizonpush.s3.store.BlobStore.Eviction.Kept;
import io.horizonpush.s3.store.BlobStore.Eviction.Reason;
import java.util.List;
import java.util.Optional;

/**
 * The way in which bytes go whose blob stays. {@link #evict} alone decides whether they may.
 * Thread-safe; blocks its (virtual) thread.
 */
public final class Evictions {

  private final Index index;
  private final SparseFiles sparse;
  private final BlobPlaces places;
  private final BlobPins pins;

  Evictions(Index index, SparseFiles sparse, BlobPlaces places, BlobPins pins) {
    this.index = index;
    this.sparse = sparse;
    this.places = places;
    this.pins = pins;
  }

  /**
   * Evicts a blob. Its tree is on the disk before the row says so, and the row is durable before
   * the file of before is removed, by {@link Deletion}; a segment gets its space back by
   * compaction.
   */
  Eviction evict(BlobHash blob, KeptElsewhere elsewhere) {
    Optional<BlobRow> row = places.row(blob);
    Optional<Reason> kept = index.read(tables -> keeps(tables, blob, row, elsewhere));
    if (row.isEmpty() || kept.isPresent()) {
      return new Kept(kept.orElse(Reason.NOT_HERE));
    }
    Optional<Place> tree = tree(row.get());
    boolean evicted = false;
    try {
      kept = leave(row.get(), tree, elsewhere);
      evicted = kept.isEmpty();
    } finally {
      if (!evicted) {
        tree.ifPresent(sparse::remove);
      }
    }
    return kept.<Eviction>map(Kept::new).orElseGet(Evicted::new);
  }

  /**
   * A blob of one group is verified by its hash, and what lies in a segment is quickly had again.
   */
  private Optional<Place> tree(BlobRow row) {
    return row.place()
        .filter(place -> !place.segment() && row.length() > BlobFill.GROUP)
        .flatMap(
            place ->
                sparse.keepTree(
                    new StoredRecord(row.hash(), row.length(), place.file(), place.offset())));
  }

  private Optional<Reason> leave(BlobRow row, Optional<Place> tree, KeptElsewhere elsewhere) {
    try (BlobPins.Leaving leaving = pins.leaving()) {
      return index.write(Durability.STRICT, tables -> leave(tables, row, tree, elsewhere, leaving));
    } finally {
      places.forget(List.of(row.hash()));
    }
  }

  /** In the transaction: why the blob stays, if it does. */
  private Optional<Reason> leave(
      Tables tables,
      BlobRow row,
      Optional<Place> tree,
      KeptElsewhere elsewhere,
      BlobPins.Leaving leaving) {
    Optional<Reason> kept =
        keeps(tables, row.hash(), tables.blobs().find(row.hash()), elsewhere)
            .or(() -> keepsWithoutTree(tables, row, tree, elsewhere));
    if (kept.isPresent()) {
      return kept;
    }
    if (!leaving.take(row.hash())) {
      return Optional.of(Reason.PINNED);
    }
    Residency next = tree.isPresent() ? Residency.EVICTED : Residency.ABSENT;
    if (!tables.blobs().become(row, next, tree)) {
      return Optional.of(Reason.BUSY);
    }
    if (!isAtAnOrigin(tables, row.hash())) {
      elsewhere.left(tables, row.hash());
    }
    tables.uses().unhold(row.hash());
    new S3Fifo(tables.cached()).went(row.hash());
    tables.fetches().forget(row.hash());
    return Optional.empty();
  }

  private static Optional<Reason> keeps(
      Tables tables, BlobHash blob, Optional<BlobRow> row, KeptElsewhere elsewhere) {
    boolean here =
        row.map(BlobRow::residency)
            .filter(where -> where == Residency.WHOLE || where == Residency.PARTIAL)
            .isPresent();
    if (!here) {
      return Optional.of(Reason.NOT_HERE);
    }
    if (tables.uses().hasPending() || tables.origins().toReview().isPresent()) {
      return Optional.of(Reason.BUSY);
    }
    if (!tables.uses().isUsed(blob)) {
      return Optional.of(Reason.UNUSED);
    }
    if (tables.uses().isUnfinished(blob)) {
      return Optional.of(Reason.UNFINISHED);
    }
    if (tables.uses().isPromised(blob)) {
      return Optional.of(Reason.PROMISED);
    }
    return !tables.uses().isKeptByPlugin(blob)
            && (isAtAnOrigin(tables, blob) || elsewhere.isKept(tables, blob))
        ? Optional.empty()
        : Optional.of(Reason.UNCONFIRMED);
  }

  /**
   * Whether the bytes come back from an origin. It has one object for a key: of a bucket that shows
   * versions the next write there takes the place of what an earlier one would need.
   */
  public static boolean isAtAnOrigin(Tables tables, BlobHash blob) {
    return tables.uses().isConfirmed(blob)
        && tables.uses().users(blob).stream()
            .noneMatch(bucket -> tables.settings().configuration(bucket).hasVersions());
  }

  /** What an origin gives is compared by the tree, unless it is so short that it comes whole. */
  private static Optional<Reason> keepsWithoutTree(
      Tables tables, BlobRow row, Optional<Place> tree, KeptElsewhere elsewhere) {
    boolean comesBack =
        tree.isPresent()
            || row.length() <= BlobFill.COMES_WHOLE
            || elsewhere.isKept(tables, row.hash());
    return comesBack ? Optional.empty() : Optional.of(Reason.BUSY);
  }
}
