package io.horizonpush.s3.filter;

/** A body that a filter put before another one. */
sealed interface StandInBody extends RequestBody permits ObservedBody, ReplacedBody {

  /** The body before which it stands. */
  RequestBody behind();
}
