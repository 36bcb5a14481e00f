package io.horizonpush.s3.request;

import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;

/**
 * A range as a client asks for it, before the object's size is known.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2">RFC 9110, 14.1.2</a>
 */
public sealed interface RangeSpec {

  /**
   * {@code bytes=first-last}, both included; {@code last} is {@link Long#MAX_VALUE} where it was
   * left out.
   */
  record FromTo(long first, long last) implements RangeSpec {}

  /** {@code bytes=-count}: the last bytes. */
  record Last(long count) implements RangeSpec {}

  /**
   * The bytes of something that is {@code size} bytes long.
   *
   * @throws S3Exception {@code InvalidRange} when none of them exists
   */
  default ByteRange resolve(long size) {
    long first =
        switch (this) {
          case FromTo range -> range.first();
          case Last(long count) -> count == 0 ? size : Math.max(0, size - count);
        };
    long last =
        switch (this) {
          case FromTo range -> Math.min(range.last(), size - 1);
          case Last _ -> size - 1;
        };
    if (first >= size) {
      throw new S3Exception(S3ErrorCode.INVALID_RANGE, "The requested range is not satisfiable")
          .with("ActualObjectSize", Long.toString(size));
    }
    return new ByteRange(first, last - first + 1);
  }
}
