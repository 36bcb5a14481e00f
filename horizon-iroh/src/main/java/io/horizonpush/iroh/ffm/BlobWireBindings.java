package io.horizonpush.iroh.ffm;

import io.horizonpush.iroh.ffm.NativeBlobs.Rates;
import java.lang.foreign.MemorySegment;

/** The exports by which blobs go to other nodes and come from them. Thread-safe. */
final class BlobWireBindings extends Bindings {

  private final NativeFunction ask = link("hz_shelf_ask", "LL");
  private final NativeFunction answer = link("hz_shelf_answer", "LLPLIL");
  private final NativeFunction size = link("hz_blob_size", "LPPLPLL");
  private final NativeFunction fetch = link("hz_blob_fetch", "LLPPLPPLLL");
  private final NativeFunction progress = link("hz_blob_progress", "LLL");
  private final NativeFunction stop = link("hz_blob_stop", "LLL");
  private final NativeFunction limit = link("hz_blob_limit", "LLLLLL");

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

  /** A blob, and who may have it. */
  record Named(MemorySegment peer, MemorySegment addresses, MemorySegment hash) {}

  long size(long node, Named named, long patience, long token) {
    return call(
        () ->
            (long)
                size.handle()
                    .invokeExact(
                        node,
                        named.peer(),
                        named.addresses(),
                        named.addresses().byteSize(),
                        named.hash(),
                        patience,
                        token));
  }

  /** What is fetched, and whence. */
  record Order(
      MemorySegment peer, MemorySegment addresses, MemorySegment record, MemorySegment groups) {}

  long fetch(long node, long number, Order order, long patience, long token) {
    return call(
        () ->
            (long)
                fetch
                    .handle()
                    .invokeExact(
                        node,
                        number,
                        order.peer(),
                        order.addresses(),
                        order.addresses().byteSize(),
                        order.record(),
                        order.groups(),
                        order.groups().byteSize(),
                        patience,
                        token));
  }

  long progress(long node, long number, long token) {
    return call(() -> (long) progress.handle().invokeExact(node, number, token));
  }

  long stop(long node, long number, long token) {
    return call(() -> (long) stop.handle().invokeExact(node, number, token));
  }

  long limit(long node, Rates up, Rates down, long token) {
    return call(
        () ->
            (long)
                limit
                    .handle()
                    .invokeExact(node, up.total(), up.each(), down.total(), down.each(), token));
  }
}
