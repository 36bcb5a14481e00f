package io.horizonpush.s3.model;

/** When a bucket's document is made. */
public enum DocumentMode {
  /** With the bucket's first write, which then follows behind the answer. */
  EAGER,
  /** When it is first asked for, from the records that are there then. */
  ON_SHARE
}
