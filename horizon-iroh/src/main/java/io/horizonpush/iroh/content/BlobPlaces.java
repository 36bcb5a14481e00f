package io.horizonpush.iroh.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.BlobHash;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where blobs are: as the index says, as it said a moment ago, or as it will say once somebody uses
 * what was stored. Thread-safe; blocks its (virtual) thread.
 */
final class BlobPlaces {

  private static final long REMEMBERED = 65_536;

  private final Index index;
  private final PendingPlaces pending;
  private final Cache<BlobHash, Located> remembered =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  BlobPlaces(Index index, PendingPlaces pending) {
    this.index = index;
    this.pending = pending;
  }

  /** The place of a whole blob, whether a row names it already or not. */
  Optional<Located> find(BlobHash blob) {
    return pending(blob).or(() -> committed(blob));
  }

  /** The place that the index names. */
  Optional<Located> committed(BlobHash blob) {
    return row(blob).flatMap(Located::of);
  }

  /** What the index says of a blob, whole or not. */
  Optional<BlobRow> row(BlobHash blob) {
    return index.read(tables -> tables.blobs().find(blob));
  }

  /**
   * Where to look for a blob, in this order: it may have left the earlier ones a moment ago, and
   * the last for the one that the index names by then.
   */
  List<Supplier<Optional<Located>>> candidates(BlobHash blob) {
    return List.of(
        () -> Optional.ofNullable(remembered.getIfPresent(blob)),
        () -> remember(blob),
        () -> pending(blob),
        () -> remember(blob));
  }

  private Optional<Located> pending(BlobHash blob) {
    return pending.find(blob).map(each -> Located.whole(each.blob(), each.length(), each.place()));
  }

  private Optional<Located> remember(BlobHash blob) {
    Optional<Located> at = committed(blob);
    at.ifPresent(here -> remembered.put(blob, here));
    return at;
  }

  /** Forgets where blobs were that are elsewhere now, or gone. */
  void forget(Collection<BlobHash> blobs) {
    remembered.invalidateAll(blobs);
  }
}
