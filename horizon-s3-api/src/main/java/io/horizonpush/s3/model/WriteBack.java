package io.horizonpush.s3.model;

/** How far an object is on its way to the bucket's cloud origin. */
public enum WriteBack {
  /** Nothing is to be written: the bucket has no origin or is local only. */
  NONE,
  /** The origin does not have this version yet. */
  PENDING,
  /** The origin has it, confirmed by size and ETag after the upload. */
  CONFIRMED,
  /** The origin refused it for good; someone has to look. */
  STUCK
}
