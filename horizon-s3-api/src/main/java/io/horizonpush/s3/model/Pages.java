package io.horizonpush.s3.model;

/** What a browser may do with the pages that are objects of a bucket. */
public enum Pages {
  /** Show them: each is of an origin of its own, without scripts and forms. */
  SANDBOXED,
  /** Run them as pages of this node's origin. */
  TRUSTED
}
