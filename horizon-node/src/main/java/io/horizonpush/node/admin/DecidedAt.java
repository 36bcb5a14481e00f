package io.horizonpush.node.admin;

/** Where requests for the objects of a bucket are decided. */
public enum DecidedAt {
  /** On every node for itself. */
  LOCAL,
  /** On the bucket's home. */
  HOME
}
