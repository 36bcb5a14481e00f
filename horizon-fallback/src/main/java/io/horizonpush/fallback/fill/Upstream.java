package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.ResumingBody;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.OriginId;
import java.util.Optional;

/**
 * Bytes of an object at an origin, pinned to one version of it.
 *
 * @param key there
 * @param tag of that version
 * @param start of the bytes in the object
 * @param length of the bytes
 * @param size of the object
 */
record Upstream(
    KnownOrigin origin, OriginId id, String key, String tag, long start, long length, long size) {

  String name() {
    return origin.name();
  }

  /** Whether a range of the bytes is the whole object. */
  boolean isWhole(ByteRange range) {
    return range.length() == size;
  }

  /**
   * Opens a range of the bytes, with a request of its own. An answer that does not fit what is
   * known of the object is asked for once more.
   *
   * @throws OriginException as {@link io.horizonpush.fallback.origin.OriginReader#open}
   */
  ResumingBody open(ByteRange range) {
    return fitting(range)
        .or(() -> fitting(range))
        .orElseThrow(
            () -> OriginException.broken("the origin told another length of the object before"));
  }

  private Optional<ResumingBody> fitting(ByteRange range) {
    Optional<ByteRange> asked =
        isWhole(range)
            ? Optional.empty()
            : Optional.of(new ByteRange(start + range.offset(), range.length()));
    ResumingBody body = origin.reader().open(key, asked, Optional.of(tag));
    if (body.object().size() == size && body.range().length() == range.length()) {
      return Optional.of(body);
    }
    body.close();
    return Optional.empty();
  }
}
