package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import java.util.List;
import java.util.Optional;

/**
 * What this node reads at the origins of buckets for other members: a port to whoever has access to
 * them. All of it fails with an {@link io.horizonpush.s3.model.S3Exception} where this node does
 * not use the origin for the bucket, or the origin cannot be read.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
public interface LentOrigins {

  /** The origins that this node uses for a bucket. */
  List<OriginId> of(BucketId bucket);

  /** What an origin has under a key, as a version that is learnt of it. */
  Optional<StoredVersion> find(BucketId bucket, OriginId origin, ObjectKey key);

  /** A page of what an origin has. */
  ObjectListing list(BucketId bucket, OriginId origin, ListQuery query);

  /**
   * Opens an object as everybody who reads it here shares it; nothing where another version is
   * there. The caller closes it.
   *
   * @param range cut to what the object has; nothing for all of it
   */
  Optional<Opened> open(PinnedObject object, Optional<ByteRange> range);

  /**
   * Bytes whose first are here.
   *
   * @param size of the whole object
   */
  record Opened(long size, List<Content> contents) implements AutoCloseable {

    public Opened {
      contents = List.copyOf(contents);
    }

    @Override
    public void close() {
      contents.forEach(Content::close);
    }
  }
}
