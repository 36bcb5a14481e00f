package io.horizonpush.iroh.ffm;

import java.lang.foreign.MemorySegment;

/** The exports by which blobs go to other nodes and come from them. Thread-safe. */
final class BlobWireBindings extends Bindings {

  private final NativeFunction ask = link("hz_shelf_ask", "LL");
  private final NativeFunction answer = link("hz_shelf_answer", "LLPLIL");
  private final NativeFunction fetch = link("hz_blob_fetch", "LPPLPPLLL");

  BlobWireBindings(Linkage linkage) {
    super(linkage);
  }

  long ask(long node, long token) {
    return call(() -> (long) ask.handle().invokeExact(node, token));
  }

  long answer(long node, long question, MemorySegment answer, int stays, long token) {
    return call(
        () ->
            (long)
                this.answer
                    .handle()
                    .invokeExact(node, question, answer, answer.byteSize(), stays, token));
  }

  /** What is fetched, and whence. */
  record Order(
      MemorySegment peer, MemorySegment addresses, MemorySegment record, MemorySegment groups) {}

  long fetch(long node, Order order, long patience, long token) {
    return call(
        () ->
            (long)
                fetch
                    .handle()
                    .invokeExact(
                        node,
                        order.peer(),
                        order.addresses(),
                        order.addresses().byteSize(),
                        order.record(),
                        order.groups(),
                        order.groups().byteSize(),
                        patience,
                        token));
  }
}
