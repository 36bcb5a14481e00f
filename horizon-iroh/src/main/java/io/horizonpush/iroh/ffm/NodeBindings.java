package io.horizonpush.iroh.ffm;

import java.lang.foreign.MemorySegment;

/** The exports of a node and its endpoint. Thread-safe. */
final class NodeBindings extends Bindings {

  private final NativeFunction open = link("hz_node_open", "PLPPLL");
  private final NativeFunction close = link("hz_node_close", "LL");
  private final NativeFunction endpointId = link("hz_endpoint_id", "LL");
  private final NativeFunction endpointAddresses = link("hz_endpoint_addresses", "LL");

  NodeBindings(Linkage linkage) {
    super(linkage);
  }

  long open(MemorySegment dir, MemorySegment secret, MemorySegment bind, long token) {
    return call(
        () ->
            (long)
                open.handle()
                    .invokeExact(dir, dir.byteSize(), secret, bind, bind.byteSize(), token));
  }

  long close(long node, long token) {
    return call(() -> (long) close.handle().invokeExact(node, token));
  }

  long endpointId(long node, long token) {
    return call(() -> (long) endpointId.handle().invokeExact(node, token));
  }

  long endpointAddresses(long node, long token) {
    return call(() -> (long) endpointAddresses.handle().invokeExact(node, token));
  }
}
