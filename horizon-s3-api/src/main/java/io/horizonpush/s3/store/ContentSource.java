package io.horizonpush.s3.store;

import io.horizonpush.s3.model.ByteRange;
import java.util.Optional;

/**
 * A place that bytes can come from: this node's blobs, other nodes, a cloud origin.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
@FunctionalInterface
public interface ContentSource {

  /**
   * Opens a range of an extent, or nothing when this source does not have those bytes for the
   * extent's bucket. The caller closes the content.
   *
   * @param range must lie inside the extent
   * @throws io.horizonpush.s3.model.S3Exception {@code ServiceUnavailable} when the source may have
   *     the bytes but cannot be reached, {@code InvalidRange} when the range does not lie inside
   *     the extent
   */
  Optional<Content> open(Extent extent, ByteRange range);
}
