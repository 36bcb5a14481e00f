package io.horizonpush.s3.model;

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
}
