package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A blob store whose collection is interrupted between reading the roots and dropping anything.
 *
 * @param amid runs in that moment
 */
record HookedBlobStore(BlobStore real, Runnable amid) implements BlobStore {

  @Override
  public Set<BlobHash> collect(Stream<BlobHash> live) {
    List<BlobHash> roots = live.toList();
    amid.run();
    return real.collect(roots.stream());
  }

  @Override
  public PinnedBlob add(ContentReader content, Durability durability) {
    return real.add(content, durability);
  }

  @Override
  public List<PinnedBlob> addAll(List<ByteBuffer> blobs, Durability durability) {
    return real.addAll(blobs, durability);
  }

  @Override
  public Optional<PinnedBlob> pin(BlobHash blob) {
    return real.pin(blob);
  }

  @Override
  public BlobStatus status(BlobHash blob) {
    return real.status(blob);
  }

  @Override
  public Optional<Content> open(BlobHash blob, ByteRange range) {
    return real.open(blob, range);
  }
}
