package io.horizonpush.fallback.fill;

import java.nio.ByteBuffer;

/** What there is at a place of a body on its way from an origin. */
sealed interface Progress {

  /** The bytes up to there are here. */
  record Here(long end) implements Progress {}

  /** Some of them came a moment ago: a copy, of which all may be read. */
  record Passing(ByteBuffer bytes) implements Progress {}

  /** They cannot be kept here; the reader has to fetch them for itself. */
  record NoRoom() implements Progress {}
}
