package io.horizonpush.node.admin;

/** The source of an access key's rights. */
public enum KeyRole {
  /** It may do everything. */
  ROOT,
  /** It may do what its owner may. */
  OWNER,
  /** It may do what its grants say. */
  GRANTED
}
