package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import java.io.InputStream;
import java.util.Optional;

/**
 * The origins of buckets, read through other members: a port to whoever talks with them. Only
 * members that may write the bucket are asked, so none says what it could not have written.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
public interface MemberOrigins {

  /** Of a node that knows no other. */
  MemberOrigins NONE =
      new MemberOrigins() {
        @Override
        public boolean serve(BucketId bucket, OriginId origin) {
          return false;
        }

        @Override
        public boolean isOurTurn(BucketId bucket, OriginId origin, ObjectKey key) {
          return true;
        }

        @Override
        public Optional<StoredVersion> find(BucketId bucket, OriginId origin, ObjectKey key) {
          throw nobody();
        }

        @Override
        public ObjectListing list(BucketId bucket, OriginId origin, ListQuery query) {
          throw nobody();
        }

        @Override
        public Optional<Body> open(PinnedObject object, Optional<ByteRange> range, Turn turn) {
          return Optional.empty();
        }
      };

  /** Who is asked for bytes. */
  enum Turn {
    /** The member whose turn it is by the order of the key; nobody where it is this node's own. */
    WHOEVER_HAS_IT,
    /** One after the other: this node has no access itself. */
    ANYBODY
  }

  /** Whether a member that is connected uses an origin for a bucket. */
  boolean serve(BucketId bucket, OriginId origin);

  /** Whether no other member is to fetch what is at a key, where several want it. */
  boolean isOurTurn(BucketId bucket, OriginId origin, ObjectKey key);

  /**
   * What an origin has under a key.
   *
   * @throws S3Exception {@code ServiceUnavailable} when no member can say
   */
  Optional<StoredVersion> find(BucketId bucket, OriginId origin, ObjectKey key);

  /**
   * A page of what an origin has.
   *
   * @param query whose pages may be shorter than it asks for
   * @throws S3Exception {@code ServiceUnavailable} when no member can say
   */
  ObjectListing list(BucketId bucket, OriginId origin, ListQuery query);

  /**
   * Opens the bytes of an object; the caller closes them.
   *
   * @param range nothing for all of it
   * @return nothing where no member gives its first bytes soon
   */
  Optional<Body> open(PinnedObject object, Optional<ByteRange> range, Turn turn);

  /**
   * Bytes as a member sends them; a stream that breaks off fails with an {@link
   * java.io.IOException}, and none ends early as if it were whole.
   *
   * @param size of the whole object, by the member's word
   * @param length of what is sent
   */
  record Body(long size, long length, InputStream bytes) {}

  /** Where nobody can say. */
  static S3Exception nobody() {
    return new S3Exception(
        S3ErrorCode.SERVICE_UNAVAILABLE,
        "No other member reads this bucket's origin for this node now. Please try again.");
  }
}
