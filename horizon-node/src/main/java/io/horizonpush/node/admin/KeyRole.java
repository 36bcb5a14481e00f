package io.horizonpush.node.admin;

/** What the rights of an access key come from. */
public enum KeyRole {
  /** It may do everything. */
  ROOT,
  /** It may do what its owner may. */
  OWNER,
  /** It may do what its grants say. */
  GRANTED
}
