package io.horizonpush.iroh.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.Extent;
import java.util.List;
import java.util.Optional;

/**
 * This node's blobs as its buckets may give them to their readers: a blob that a record merely
 * names, while it came here through another bucket, is not there for this one.
 *
 * <p>Answers that a bucket holds a blob are remembered; whoever lets go of blobs forgets them here
 * after the commit and before that is answered. Thread-safe; blocks its (virtual) thread.
 */
public final class HeldBlobs implements ContentSource {

  private static final long REMEMBERED = 65_536;

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
          isHeld(extent.bucket(), blob) ? blobs.open(blob, range).content() : Optional.empty();
      case Extent.Bytes.AtOrigin _ -> Optional.empty();
    };
  }

  /** Whether the readers of a bucket may have a blob. */
  boolean isHeld(BucketId bucket, BlobHash blob) {
    // Nothing is remembered of one that is not held: its bytes may come any time.
    return held.asMap().computeIfAbsent(new Name(bucket, blob), name -> look(name).orElse(null))
        != null;
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

  /** Forgets what was remembered of blobs that a bucket may have let go of. */
  void forget(BucketId bucket, List<BlobHash> blobs) {
    blobs.forEach(blob -> held.invalidate(new Name(bucket, blob)));
  }
}
