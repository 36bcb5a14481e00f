package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.SparseRecords.Kind;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The blobs whose bytes come, or come back, in any order, and copies of those that are not as they
 * should be. Thread-safe; blocks its (virtual) thread.
 */
final class BlobFills {

  private final Index index;
  private final SparseFiles sparse;
  private final BlobPlaces places;
  private final BlobPins pins;
  private final BlobStates states;
  private final Comparison comparison;

  BlobFills(
      Index index,
      SparseFiles sparse,
      BlobPlaces places,
      BlobPins pins,
      BlobStates states,
      Comparison comparison) {
    this.index = index;
    this.sparse = sparse;
    this.places = places;
    this.pins = pins;
    this.states = states;
    this.comparison = comparison;
  }

  /** Begins to fill a blob, or goes on; nothing when it is whole or not noted. */
  Optional<SparseFill> fill(BlobHash blob) {
    pins.pin(blob);
    boolean begun = false;
    try {
      Optional<SparseFill> fill =
          begin(blob)
              .map(
                  at ->
                      new SparseFill(
                          sparse, at, expected -> finish(at, expected), () -> pins.unpin(blob)));
      begun = fill.isPresent();
      return fill;
    } finally {
      if (!begun) {
        pins.unpin(blob);
      }
    }
  }

  /** Where it is filled. Whoever comes second to a blob joins whoever was first. */
  private Optional<Located> begin(BlobHash blob) {
    while (true) {
      Optional<BlobRow> found = places.row(blob);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      BlobRow row = found.get();
      Optional<Located> begun =
          switch (row.residency()) {
            case WHOLE, EXTERNAL -> {
              yield Optional.empty();
            }
            case PARTIAL -> Optional.of(sparse.at(Kind.PARTIAL, row));
            case ABSENT -> Optional.of(begin(row, OptionalLong.empty()));
            case EVICTED -> Optional.of(begin(row, OptionalLong.of(row.requirePlace().file())));
          };
      if (begun.isEmpty() || row.residency() != Residency.PARTIAL) {
        if (begun.isEmpty() || become(row, Residency.PARTIAL, begun.map(Located::place))) {
          return begun;
        }
        sparse.remove(begun.get().place());
      } else if (sparse.isThere(begun.get())) {
        return begun;
      } else {
        become(row, Residency.ABSENT, Optional.empty());
      }
    }
  }

  /**
   * Begins a copy of a blob that is here and damaged, with its tree; nothing where that is damaged,
   * too.
   */
  Optional<SparseFill> replace(BlobHash blob) {
    return places.row(blob).flatMap(Located::of).flatMap(this::replace);
  }

  private Optional<SparseFill> replace(Located damaged) {
    if (damaged.length() <= BlobFill.GROUP) {
      return Optional.of(beside(damaged.hash(), damaged.length()));
    }
    Optional<Place> tree = sparse.keepTree(damaged.record());
    try {
      return tree.map(
          kept -> beside(damaged.hash(), damaged.length(), OptionalLong.of(kept.file())));
    } finally {
      tree.ifPresent(sparse::remove); // The copy has one of its own.
    }
  }

  /** Begins a copy of a blob: once it is whole it takes the place of one that is not sound. */
  SparseFill beside(BlobHash blob, long length) {
    return beside(blob, length, OptionalLong.empty());
  }

  private SparseFill beside(BlobHash blob, long length, OptionalLong tree) {
    Located copy = sparse.begin(Kind.PARTIAL, blob, length, tree);
    AtomicBoolean taken = new AtomicBoolean();
    pins.pin(blob);
    return new SparseFill(
        sparse,
        copy,
        _ -> adopt(copy, taken),
        () -> {
          if (!taken.get()) {
            sparse.remove(copy.place());
          }
          pins.unpin(blob);
        });
  }

  /**
   * @param taken becomes whether the copy is the blob now; also when nobody can tell
   */
  private PinnedBlob adopt(Located copy, AtomicBoolean taken) {
    StoredRecord _ = sparse.complete(copy);
    BlobRow after =
        new BlobRow(copy.hash(), copy.length(), Residency.WHOLE, Optional.of(copy.place()));
    Optional<BlobRow> before = unsound(copy.hash());
    while (before.isPresent() && !taken.get()) {
      BlobRow row = before.get();
      taken.set(true);
      taken.set(replace(row, after));
      before = unsound(copy.hash());
    }
    return pinned(copy);
  }

  /** The row of a blob that is used and not soundly here. */
  private Optional<BlobRow> unsound(BlobHash blob) {
    boolean sound =
        switch (states.status(blob)) {
          case BlobStatus.Complete _ ->
              places.find(blob).filter(at -> !comparison.isDamaged(at)).isPresent();
          case BlobStatus.External _ -> true;
          case BlobStatus.Absent _, BlobStatus.Partial _, BlobStatus.Evicted _ -> false;
        };
    return sound ? Optional.empty() : places.row(blob);
  }

  /**
   * Notes the length that a blob was shown to have; what came of it as one of another length is
   * given up.
   *
   * @return whether nothing that is here has another length
   */
  boolean correct(BlobHash blob, long length) {
    Optional<BlobRow> found = places.row(blob);
    while (found.isPresent() && found.get().length() != length) {
      BlobRow row = found.get();
      switch (row.residency()) {
        case ABSENT, PARTIAL -> {
          boolean _ = replace(row, new BlobRow(blob, length, Residency.ABSENT, Optional.empty()));
        }
        case WHOLE, EVICTED, EXTERNAL -> {
          return false;
        }
      }
      found = places.row(blob);
    }
    return true;
  }

  /** Replaces a row; through which bucket parts came is not known of what is in their place. */
  private boolean replace(BlobRow before, BlobRow after) {
    boolean replaced =
        index.write(
            Durability.STRICT,
            tables -> {
              boolean same = tables.blobs().become(before, after);
              if (same) {
                tables.fetches().forget(after.hash());
              }
              return same;
            });
    places.forget(List.of(after.hash()));
    return replaced;
  }

  private Located begin(BlobRow row, OptionalLong tree) {
    return sparse.begin(Kind.PARTIAL, row.hash(), row.length(), tree);
  }

  private boolean become(BlobRow row, Residency residency, Optional<Place> place) {
    boolean changed =
        index.write(Durability.STRICT, tables -> tables.blobs().become(row, residency, place));
    places.forget(List.of(row.hash()));
    return changed;
  }

  private PinnedBlob finish(Located at, Optional<BlobHash> expected) {
    if (expected.filter(hash -> !hash.equals(at.hash())).isPresent()) {
      throw new S3Exception(S3ErrorCode.BAD_DIGEST, "The blob has another hash");
    }
    sparse.complete(at);
    BlobRow before =
        new BlobRow(at.hash(), at.length(), Residency.PARTIAL, Optional.of(at.place()));
    if (!become(before, Residency.WHOLE, before.place())) {
      requireWhole(at);
    }
    return pinned(at);
  }

  private PinnedBlob pinned(Located at) {
    pins.pin(at.hash());
    return new Pin(at.hash(), at.length(), () -> pins.unpin(at.hash()));
  }

  /** Somebody else finished it, or the same bytes were stored meanwhile. */
  private void requireWhole(Located at) {
    if (places.row(at.hash()).filter(row -> row.residency() == Residency.WHOLE).isEmpty()) {
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE, "The blob was given up while it was filled");
    }
  }
}
