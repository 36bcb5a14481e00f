package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Blobs as plugins see them: those that a bucket holds, and those that a plugin keeps itself.
 * Naming a hash does not open it: what neither has is not there. Thread-safe; blocks its (virtual)
 * thread.
 */
public interface PluginBlobs {

  /**
   * The length of a blob in bytes; nothing if it is not there for the reader.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code ServiceUnavailable} when that cannot be said
   *     now
   */
  OptionalLong length(Reader reader, BlobHash blob);

  /**
   * Opens a range of a blob; nothing if it is not there for the reader. The caller closes the
   * content.
   *
   * @param range must lie inside the blob
   * @throws io.horizonpush.s3.model.S3Exception {@code InvalidRange}; {@code ServiceUnavailable}
   *     when the bytes are not here and nobody gives them now
   */
  Optional<Content> open(Reader reader, BlobHash blob, ByteRange range);

  /**
   * Begins to write a blob that the plugin keeps. Where its quota has no room, what it did not read
   * for the longest time makes some. The caller closes the writer.
   *
   * @param quota of all blobs that the plugin keeps, in bytes
   */
  Writer writer(String plugin, long quota);

  /**
   * Who reads.
   *
   * @param bucket whose blobs may be read
   * @param plugin whose own blobs may be read
   */
  record Reader(Optional<BucketId> bucket, Optional<String> plugin) {}

  /** A blob that is being written. Confined to one thread at a time. */
  interface Writer extends AutoCloseable {

    /**
     * Adds bytes.
     *
     * @throws io.horizonpush.s3.model.S3Exception {@code EntityTooLarge} when the blob becomes
     *     larger than the quota; {@code InsufficientStorage}; {@code ServiceUnavailable}
     */
    void write(ByteBuffer bytes);

    /**
     * Ends the blob, which the plugin keeps from then on.
     *
     * @throws io.horizonpush.s3.model.S3Exception as {@link #write}
     */
    Written finish();

    /** Abandons what was not finished. Idempotent. */
    @Override
    void close();
  }

  /**
   * A blob that was written.
   *
   * @param length in bytes
   */
  record Written(BlobHash hash, long length) {}
}
