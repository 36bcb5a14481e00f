package io.horizonpush.iroh.ffm;

import java.lang.foreign.MemorySegment;

/** The exports of blobs. Thread-safe. */
final class BlobBindings extends Bindings {

  private final NativeFunction open = link("hz_blobs_open", "LL");
  private final NativeFunction addOpen = link("hz_blob_add_open", "LL");
  private final NativeFunction addWrite = link("hz_blob_add_write", "LLPLL");
  private final NativeFunction addFinish = link("hz_blob_add_finish", "LLIL");
  private final NativeFunction addAbort = link("hz_blob_add_abort", "LLL");
  private final NativeFunction addMany = link("hz_blob_add_many", "LPLPLIL");
  private final NativeFunction status = link("hz_blob_status", "LPL");
  private final NativeFunction path = link("hz_blob_path", "LPL");
  private final NativeFunction read = link("hz_blob_read", "LPLLL");
  private final NativeFunction pin = link("hz_blob_pin", "LPL");
  private final NativeFunction pinRelease = link("hz_pin_release", "LLL");

  BlobBindings(Linkage linkage) {
    super(linkage);
  }

  long open(long node, long token) {
    return call(() -> (long) open.handle().invokeExact(node, token));
  }

  long addOpen(long node, long token) {
    return call(() -> (long) addOpen.handle().invokeExact(node, token));
  }

  long addWrite(long node, long add, MemorySegment piece, long token) {
    return call(
        () -> (long) addWrite.handle().invokeExact(node, add, piece, piece.byteSize(), token));
  }

  long addFinish(long node, long add, int durable, long token) {
    return call(() -> (long) addFinish.handle().invokeExact(node, add, durable, token));
  }

  long addAbort(long node, long add, long token) {
    return call(() -> (long) addAbort.handle().invokeExact(node, add, token));
  }

  long addMany(
      long node,
      MemorySegment content,
      MemorySegment lengths,
      long count,
      int durable,
      long token) {
    return call(
        () ->
            (long)
                addMany
                    .handle()
                    .invokeExact(
                        node, content, content.byteSize(), lengths, count, durable, token));
  }

  long status(long node, MemorySegment hash, long token) {
    return call(() -> (long) status.handle().invokeExact(node, hash, token));
  }

  long path(long node, MemorySegment hash, long token) {
    return call(() -> (long) path.handle().invokeExact(node, hash, token));
  }

  long read(long node, MemorySegment hash, long offset, long length, long token) {
    return call(() -> (long) read.handle().invokeExact(node, hash, offset, length, token));
  }

  long pin(long node, MemorySegment hash, long token) {
    return call(() -> (long) pin.handle().invokeExact(node, hash, token));
  }

  long pinRelease(long node, long pin, long token) {
    return call(() -> (long) pinRelease.handle().invokeExact(node, pin, token));
  }
}
