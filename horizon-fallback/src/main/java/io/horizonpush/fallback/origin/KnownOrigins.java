package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.store.Source;
import java.util.Optional;

/**
 * The origins that this node has access to, by their ids, and the buckets that it uses them for: a
 * port to whoever keeps them and their credentials. Thread-safe; blocks its (virtual) thread while
 * one is opened first.
 */
public interface KnownOrigins {

  /**
   * An origin for a bucket; nothing where this node has no access, or was not told to use it for
   * this bucket: that a bucket names an origin says only that one of its owners wants it.
   *
   * @throws OriginException when it cannot be opened
   */
  Optional<KnownOrigin> find(BucketId bucket, OriginId id);

  /** Whether this node has access to an origin, whatever buckets it uses it for. */
  boolean knows(OriginId id);

  /**
   * An origin that is open.
   *
   * @param name that the operator gave it here
   * @param origin to write to
   * @param reader to read from
   * @param isOwn whether this node has access itself; else a member reads there for it
   */
  record KnownOrigin(String name, Origin origin, OriginReader reader, boolean isOwn) {

    /** One that this node has access to. */
    public KnownOrigin(String name, Origin origin, OriginReader reader) {
      this(name, origin, reader, true);
    }

    /** Where what is read there comes from. */
    public Source source() {
      return isOwn ? Source.origin(name) : Source.PEER;
    }
  }
}
