package io.horizonpush.wasm.abi;

/** What a plugin does with the bytes of a body. */
public enum BodyAccess {
  /** They never come near it. */
  NONE,
  /** It sees copies. */
  READ,
  /** What it emits is the body. */
  WRITE
}
