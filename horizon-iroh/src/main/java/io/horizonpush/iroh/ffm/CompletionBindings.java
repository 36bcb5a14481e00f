package io.horizonpush.iroh.ffm;

import java.lang.foreign.MemorySegment;

/** The exports by which work ends. Thread-safe. */
final class CompletionBindings extends Bindings {

  private final NativeFunction poll = link("hz_poll", "LPII");
  private final NativeFunction release = link("hz_release", "L");

  CompletionBindings(Linkage linkage) {
    super(linkage);
  }

  long poll(long node, MemorySegment out, int capacity, int timeoutMillis) {
    return call(() -> (long) poll.handle().invokeExact(node, out, capacity, timeoutMillis));
  }

  long release(long owner) {
    return call(() -> (long) release.handle().invokeExact(owner));
  }
}
