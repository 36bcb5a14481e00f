package io.horizonpush.iroh.ffm;

import java.lang.foreign.MemorySegment;

/** The exports of a node. Thread-safe. */
final class NodeBindings extends Bindings {

  private final NativeFunction open = link("hz_node_open", "PLPL");
  private final NativeFunction close = link("hz_node_close", "LL");

  NodeBindings(Linkage linkage) {
    super(linkage);
  }

  long open(MemorySegment dir, MemorySegment secret, long token) {
    return call(() -> (long) open.handle().invokeExact(dir, dir.byteSize(), secret, token));
  }

  long close(long node, long token) {
    return call(() -> (long) close.handle().invokeExact(node, token));
  }
}
