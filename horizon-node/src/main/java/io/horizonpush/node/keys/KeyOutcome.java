package io.horizonpush.node.keys;

/** What the import of a key came to. */
public enum KeyOutcome {
  /** The key is here now. */
  IMPORTED,
  /** All that it says was here before. */
  PRESENT,
  /** The key has its secret and its rights now, in place of others. */
  REPLACED,
  /** The key is worth nothing here from now on. */
  REVOKED
}
