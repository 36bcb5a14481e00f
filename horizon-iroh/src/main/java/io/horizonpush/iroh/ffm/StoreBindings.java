package io.horizonpush.iroh.ffm;

import java.lang.foreign.MemorySegment;

/** The exports of the content store. Thread-safe. */
final class StoreBindings extends Bindings {

  private final NativeFunction hash = link("hz_hash", "PLP");
  private final NativeFunction open = link("hz_store_open", "LLLL");
  private final NativeFunction put = link("hz_store_put", "LPLIL");
  private final NativeFunction sync = link("hz_store_sync", "LL");
  private final NativeFunction create = link("hz_store_create", "LL");
  private final NativeFunction write = link("hz_store_write", "LLPLL");
  private final NativeFunction finish = link("hz_store_finish", "LLIL");
  private final NativeFunction abort = link("hz_store_abort", "LLL");
  private final NativeFunction verify = link("hz_store_verify", "LPLLL");
  private final NativeFunction scrub = link("hz_store_scrub", "LPLLL");
  private final NativeFunction copy = link("hz_store_copy", "LPLL");
  private final NativeFunction seal = link("hz_store_seal", "LL");
  private final NativeFunction remove = link("hz_store_remove", "LPLL");
  private final NativeFunction cut = link("hz_store_cut", "LLLL");
  private final NativeFunction files = link("hz_store_files", "LL");

  StoreBindings(Linkage linkage) {
    super(linkage);
  }

  long hash(MemorySegment content, MemorySegment out) {
    return call(() -> (long) hash.handle().invokeExact(content, content.byteSize(), out));
  }

  long open(long node, long first, long segment, long token) {
    return call(() -> (long) open.handle().invokeExact(node, first, segment, token));
  }

  long put(long node, MemorySegment blobs, long count, int durable, long token) {
    return call(() -> (long) put.handle().invokeExact(node, blobs, count, durable, token));
  }

  long sync(long node, long token) {
    return call(() -> (long) sync.handle().invokeExact(node, token));
  }

  long create(long node, long token) {
    return call(() -> (long) create.handle().invokeExact(node, token));
  }

  long write(long node, long writing, MemorySegment piece, long token) {
    return call(
        () -> (long) write.handle().invokeExact(node, writing, piece, piece.byteSize(), token));
  }

  long finish(long node, long writing, int durable, long token) {
    return call(() -> (long) finish.handle().invokeExact(node, writing, durable, token));
  }

  long abort(long node, long writing, long token) {
    return call(() -> (long) abort.handle().invokeExact(node, writing, token));
  }

  long verify(long node, MemorySegment record, long from, long length, long token) {
    return call(() -> (long) verify.handle().invokeExact(node, record, from, length, token));
  }

  long scrub(long node, MemorySegment record, long from, long length, long token) {
    return call(() -> (long) scrub.handle().invokeExact(node, record, from, length, token));
  }

  long copy(long node, MemorySegment records, long count, long token) {
    return call(() -> (long) copy.handle().invokeExact(node, records, count, token));
  }

  long seal(long node, long token) {
    return call(() -> (long) seal.handle().invokeExact(node, token));
  }

  long remove(long node, MemorySegment files, long count, long token) {
    return call(() -> (long) remove.handle().invokeExact(node, files, count, token));
  }

  long cut(long node, long file, long length, long token) {
    return call(() -> (long) cut.handle().invokeExact(node, file, length, token));
  }

  long files(long node, long token) {
    return call(() -> (long) files.handle().invokeExact(node, token));
  }
}
