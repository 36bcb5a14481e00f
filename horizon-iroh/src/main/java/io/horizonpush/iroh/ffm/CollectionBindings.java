package io.horizonpush.iroh.ffm;

import java.lang.foreign.MemorySegment;

/** The exports of collections of blobs that nothing needs. Thread-safe. */
final class CollectionBindings extends Bindings {

  private final NativeFunction open = link("hz_gc_open", "LL");
  private final NativeFunction keep = link("hz_gc_keep", "LLPLL");
  private final NativeFunction run = link("hz_gc_run", "LLL");
  private final NativeFunction abort = link("hz_gc_abort", "LLL");

  CollectionBindings(Linkage linkage) {
    super(linkage);
  }

  long open(long node, long token) {
    return call(() -> (long) open.handle().invokeExact(node, token));
  }

  long keep(long node, long collection, MemorySegment hashes, long count, long token) {
    return call(() -> (long) keep.handle().invokeExact(node, collection, hashes, count, token));
  }

  long run(long node, long collection, long token) {
    return call(() -> (long) run.handle().invokeExact(node, collection, token));
  }

  long abort(long node, long collection, long token) {
    return call(() -> (long) abort.handle().invokeExact(node, collection, token));
  }
}
