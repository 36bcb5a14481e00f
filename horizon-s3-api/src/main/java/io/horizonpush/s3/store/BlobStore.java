package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * This node's own blobs, named by their BLAKE3 hash.
 *
 * <p>A blob is kept while it is pinned, and while a record, an upload or something else uses it.
 * Thread-safe; blocks its (virtual) thread.
 */
public interface BlobStore {

  /**
   * Stores a blob and pins it. When this returns under {@link Durability#STRICT}, a power cut loses
   * nothing of it.
   *
   * @throws io.horizonpush.s3.model.S3Exception what {@code content} throws; {@code
   *     InsufficientStorage} when the disk is full; {@code ServiceUnavailable} when the store
   *     cannot write
   */
  PinnedBlob add(ContentReader content, Durability durability);

  /**
   * Stores many small blobs, each of them whole in memory, with one wait for the disk. Errors and
   * durability as in {@link #add}.
   *
   * @return the pinned blobs, in the order of {@code blobs}
   */
  List<PinnedBlob> addAll(List<ByteBuffer> blobs, Durability durability);

  /**
   * Opens a range of a blob, or nothing when those bytes are not here. The caller closes the
   * content.
   *
   * @param range must lie inside the blob
   * @throws io.horizonpush.s3.model.S3Exception {@code InvalidRange} when it does not
   */
  Optional<Content> open(BlobHash blob, ByteRange range);

  /** Pins a blob that is here whole, or nothing when it is not. */
  Optional<PinnedBlob> pin(BlobHash blob);

  /** What is here of a blob. */
  BlobStatus status(BlobHash blob);

  /** What a store has of one blob. */
  sealed interface BlobStatus {
    record Absent() implements BlobStatus {}

    record Partial() implements BlobStatus {}

    /**
     * All of it.
     *
     * @param length in bytes
     */
    record Complete(long length) implements BlobStatus {}
  }

  /** A blob that is kept until this is closed. */
  interface PinnedBlob extends AutoCloseable {
    BlobHash hash();

    /** In bytes. */
    long length();

    /** Lets go of the blob. Idempotent. */
    @Override
    void close();
  }
}
