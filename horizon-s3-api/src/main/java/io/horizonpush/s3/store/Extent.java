package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.VersionId;

/**
 * The bytes of one part of a version, named so that any source can be asked for them.
 *
 * @param part its number
 * @param length in bytes
 */
public record Extent(
    BucketId bucket, ObjectKey key, VersionId version, int part, long length, Bytes bytes) {

  /** By what the bytes are known. */
  public sealed interface Bytes {

    /** By their hash, wherever they are. */
    record Hashed(BlobHash blob) implements Bytes {}

    /** By their place at an origin; nobody has hashed them yet. */
    record AtOrigin(ObjectBody.Remote body) implements Bytes {}
  }
}
