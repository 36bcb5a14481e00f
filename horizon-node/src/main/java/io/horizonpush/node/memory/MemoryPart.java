package io.horizonpush.node.memory;

/** Something that takes memory of the process. */
public enum MemoryPart {
  /** Java's heap, the records of hot objects included. */
  HEAP,
  /** Bodies on their way: what the network brought, buffers, the native library's copies. */
  BODIES,
  /** Page caches of the index. */
  INDEX,
  /** The stores of open documents. */
  DOCUMENTS,
  /** Classes, compiled code, threads and the collector's tables. */
  CODE,
  /** The endpoint, the tasks of the content store, and what allocators keep. */
  NATIVE
}
