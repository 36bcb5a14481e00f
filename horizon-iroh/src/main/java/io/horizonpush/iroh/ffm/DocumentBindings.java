package io.horizonpush.iroh.ffm;

import java.lang.foreign.MemorySegment;

/** The exports of documents. Thread-safe. */
final class DocumentBindings extends Bindings {

  private final NativeFunction authorId = link("hz_author_id", "LL");
  private final NativeFunction create = link("hz_doc_create", "LL");
  private final NativeFunction list = link("hz_doc_list", "LL");
  private final NativeFunction open = link("hz_doc_open", "LPPL");
  private final NativeFunction follow = link("hz_doc_follow", "LPL");
  private final NativeFunction idOf = link("hz_doc_id", "PP");
  private final NativeFunction insert = link("hz_doc_insert", "LLPLL");
  private final NativeFunction get = link("hz_doc_get", "LLPLL");
  private final NativeFunction signed = link("hz_doc_signed", "LLPLL");
  private final NativeFunction take = link("hz_doc_take", "LLPLL");
  private final NativeFunction scanOpen = link("hz_doc_scan_open", "LLL");
  private final NativeFunction scanNext = link("hz_doc_scan_next", "LLLIL");
  private final NativeFunction scanClose = link("hz_doc_scan_close", "LLLL");
  private final NativeFunction flush = link("hz_doc_flush", "LLL");
  private final NativeFunction close = link("hz_doc_close", "LLL");
  private final NativeFunction keep = link("hz_doc_keep", "LPIL");
  private final NativeFunction delete = link("hz_doc_delete", "LPL");

  DocumentBindings(Linkage linkage) {
    super(linkage);
  }

  long authorId(long node, long token) {
    return call(() -> (long) authorId.handle().invokeExact(node, token));
  }

  long create(long node, long token) {
    return call(() -> (long) create.handle().invokeExact(node, token));
  }

  long list(long node, long token) {
    return call(() -> (long) list.handle().invokeExact(node, token));
  }

  long open(long node, MemorySegment id, MemorySegment secret, long token) {
    return call(() -> (long) open.handle().invokeExact(node, id, secret, token));
  }

  long follow(long node, MemorySegment id, long token) {
    return call(() -> (long) follow.handle().invokeExact(node, id, token));
  }

  long idOf(MemorySegment secret, MemorySegment out) {
    return call(() -> (long) idOf.handle().invokeExact(secret, out));
  }

  long insert(long node, long doc, MemorySegment entries, long token) {
    return call(
        () -> (long) insert.handle().invokeExact(node, doc, entries, entries.byteSize(), token));
  }

  long get(long node, long doc, MemorySegment key, long token) {
    return call(() -> (long) get.handle().invokeExact(node, doc, key, key.byteSize(), token));
  }

  long signed(long node, long doc, MemorySegment names, long token) {
    return call(
        () -> (long) signed.handle().invokeExact(node, doc, names, names.byteSize(), token));
  }

  long take(long node, long doc, MemorySegment entries, long token) {
    return call(
        () -> (long) take.handle().invokeExact(node, doc, entries, entries.byteSize(), token));
  }

  long scanOpen(long node, long doc, long token) {
    return call(() -> (long) scanOpen.handle().invokeExact(node, doc, token));
  }

  long scanNext(long node, long doc, long scan, int limit, long token) {
    return call(() -> (long) scanNext.handle().invokeExact(node, doc, scan, limit, token));
  }

  long scanClose(long node, long doc, long scan, long token) {
    return call(() -> (long) scanClose.handle().invokeExact(node, doc, scan, token));
  }

  long flush(long node, long doc, long token) {
    return call(() -> (long) flush.handle().invokeExact(node, doc, token));
  }

  long close(long node, long doc, long token) {
    return call(() -> (long) close.handle().invokeExact(node, doc, token));
  }

  long keep(long node, MemorySegment id, int tag, long token) {
    return call(() -> (long) keep.handle().invokeExact(node, id, tag, token));
  }

  long delete(long node, MemorySegment id, long token) {
    return call(() -> (long) delete.handle().invokeExact(node, id, token));
  }
}
