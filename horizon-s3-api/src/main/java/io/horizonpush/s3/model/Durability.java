package io.horizonpush.s3.model;

/** What a success answer to a write promises. */
public enum Durability {
  /** A power cut after the answer loses nothing. */
  STRICT,
  /**
   * The answer does not wait for the disk: a power cut may lose the last seconds. Chosen per
   * bucket, never by default.
   */
  RELAXED
}
