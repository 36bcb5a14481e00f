package io.horizonpush.s3.model;

/**
 * When a bucket's document is made: {@link #EAGER} with the first write, {@link #ON_SHARE} when it
 * is first asked for.
 */
public enum DocumentMode {
  EAGER,
  ON_SHARE
}
