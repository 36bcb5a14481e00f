package io.horizonpush.node.origins;

/** Whether this node uses an origin for a bucket that names it. */
public enum OriginUse {
  /** It does: its operator said so. */
  ALLOWED,
  /** It does not: its operator said so. */
  DENIED,
  /** It does not, and its operator has yet to say whether it may. */
  UNDECIDED,
  /** It cannot: it has no access. */
  NO_ACCESS
}
