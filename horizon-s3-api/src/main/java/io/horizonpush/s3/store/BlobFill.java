package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A blob that is being filled, in any order and by many at once. What it has is kept while this is
 * open, and after that for as long as the blob is used. Thread-safe; blocks its (virtual) thread.
 */
public interface BlobFill extends AutoCloseable {

  /** Bytes of which only all or none can be taken. */
  int GROUP = 16 << 10;

  /** The longest blob in bytes that comes from an origin whole, and needs no tree for that. */
  int COMES_WHOLE = 256 << 10;

  /** Of the blob in bytes. */
  long length();

  /** The ranges inside a range that are not here, in order. */
  List<ByteRange> missing(ByteRange range);

  /**
   * Takes whole groups, each compared with the hash before it is kept. One that is here already is
   * left as it is.
   *
   * @param offset of the first byte, a multiple of {@link #GROUP}
   * @param groups whole ones, but for the last of the blob; at most a MiB
   * @throws io.horizonpush.s3.model.S3Exception {@code BadDigest} when they are not those of the
   *     blob, or when what would tell is not here; {@code InsufficientStorage} when the disk is
   *     full; {@code ServiceUnavailable} when the store cannot write
   */
  void write(long offset, ByteBuffer groups);

  /** Makes sure that a power cut loses nothing of what was taken. */
  void flush();

  /**
   * Makes a blob of what was filled, and pins it. When this returns, a power cut loses nothing of
   * it.
   *
   * @param expected the hash, if it was not known to the store and is to somebody else
   * @throws io.horizonpush.s3.model.S3Exception {@code IncompleteBody} when something is missing;
   *     {@code BadDigest} when the hash is another, and then nothing of it is kept
   */
  BlobStore.PinnedBlob finish(Optional<BlobHash> expected);

  /** Lets go. What was taken stays. Idempotent. */
  @Override
  void close();
}
