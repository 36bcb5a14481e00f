package io.horizonpush.s3.store;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.StoredVersion;
import java.util.List;
import java.util.Optional;

/**
 * Objects: their records, and the bytes behind them. Durability, threads and errors as in {@link
 * Records}.
 */
public interface ObjectStore extends Records {

  /**
   * Stores the bytes of a body durably, without a version that names them. What {@code content}
   * throws comes out here, and then nothing is kept.
   */
  StagedBody stage(Bucket bucket, ContentReader content);

  /**
   * Keeps the bytes of an existing body, so that another version can name them without a copy. What
   * is not here, or not for the readers of this bucket, is named by the other as well. Nothing for
   * bytes that have no name yet because they are only at an origin.
   *
   * @param bucket of the source
   */
  Optional<StagedBody> stageCopy(Bucket bucket, StoredVersion source);

  /**
   * Opens a range of an object's bytes. The caller closes what it got.
   *
   * @param range must lie inside the object
   * @return the runs in order; all but the first few open when their turn comes
   * @throws io.horizonpush.s3.model.S3Exception {@code ServiceUnavailable} when the bytes are
   *     nowhere to be had now, {@code InternalError} when they are damaged
   */
  List<Content> open(Bucket bucket, StoredVersion object, ByteRange range);
}
