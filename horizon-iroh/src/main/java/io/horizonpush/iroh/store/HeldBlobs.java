package io.horizonpush.iroh.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.Extent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * This node's blobs as its buckets may give them to their readers: a blob that a record merely
 * names, while it came here through another bucket, is not there for this one.
 *
 * <p>Answers that a bucket holds a blob are remembered; whoever lets go of blobs forgets them here
 * after the commit and before that is answered. Thread-safe; blocks its (virtual) thread.
 */
public final class HeldBlobs implements ContentSource {

  private static final long REMEMBERED = 65_536;

  /** So many are looked for one by one. */
  private static final int FEW = 16;

  private final BlobStore blobs;
  private final Index index;
  private final Cache<Name, Boolean> held =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  public HeldBlobs(BlobStore blobs, Index index) {
    this.blobs = blobs;
    this.index = index;
  }

  private record Name(BucketId bucket, BlobHash blob) {}

  @Override
  public Optional<Content> open(Extent extent, ByteRange range) {
    return switch (extent.bytes()) {
      case Extent.Bytes.Hashed(BlobHash blob) ->
          isHeld(extent.bucket(), blob) ? open(blob, extent, range) : Optional.empty();
      case Extent.Bytes.AtOrigin _ -> Optional.empty();
    };
  }

  /** A record that says that its blob is longer than it is has no bytes anywhere. */
  private Optional<Content> open(BlobHash blob, Extent extent, ByteRange range) {
    try {
      return blobs.open(blob, range).content();
    } catch (S3Exception e) {
      if (e.code() == S3ErrorCode.INVALID_RANGE && range.end() <= extent.length()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether the readers of a bucket may have a blob. */
  boolean isHeld(BucketId bucket, BlobHash blob) {
    // Nothing is remembered of one that is not held: its bytes may come any time.
    return held.asMap().computeIfAbsent(new Name(bucket, blob), name -> look(name).orElse(null))
        != null;
  }

  /**
   * Those of some blobs that the readers of a bucket may have. Many are found by one look at the
   * index, and not remembered: somebody may let go of one before it could be.
   */
  Set<BlobHash> held(BucketId bucket, Set<BlobHash> blobs) {
    if (blobs.size() <= FEW) {
      return blobs.stream().filter(blob -> isHeld(bucket, blob)).collect(Collectors.toSet());
    }
    Set<BlobHash> found = new HashSet<>();
    List<BlobHash> others = new ArrayList<>();
    for (BlobHash blob : blobs) {
      if (held.getIfPresent(new Name(bucket, blob)) != null) {
        found.add(blob);
      } else {
        others.add(blob);
      }
    }
    if (!others.isEmpty()) {
      found.addAll(index.read(tables -> look(tables, bucket, others)));
    }
    return found;
  }

  private static List<BlobHash> look(Tables tables, BucketId bucket, List<BlobHash> blobs) {
    return tables
        .buckets()
        .find(bucket)
        .map(row -> blobs.stream().filter(blob -> tables.uses().isHeld(row.id(), blob)).toList())
        .orElse(List.of());
  }

  private Optional<Boolean> look(Name name) {
    return index.read(
        tables ->
            tables
                .buckets()
                .find(name.bucket())
                .filter(row -> tables.uses().isHeld(row.id(), name.blob()))
                .map(row -> true));
  }

  /** Forgets what was remembered of a bucket that is gone. */
  void forget(BucketId bucket) {
    held.asMap().keySet().removeIf(name -> name.bucket().equals(bucket));
  }

  /** Forgets what was remembered of blobs that a bucket may have let go of. */
  void forget(BucketId bucket, List<BlobHash> blobs) {
    blobs.forEach(blob -> held.invalidate(new Name(bucket, blob)));
  }
}
