package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Set;

/**
 * The exports of the native library as methods, one for each.
 *
 * <p>All submit work under a token and answer 0 or a negative error code, but {@link #open}, which
 * answers a node, {@link #poll}, {@link #release}, {@link #hash} and {@link #docId}, which are done
 * when they return. Thread-safe.
 */
final class Bindings {

  /** The version that this class is written for. */
  static final int ABI_VERSION = 2;

  private final Set<String> symbols;
  private final NativeFunction abiVersion;
  private final NativeFunction open;
  private final NativeFunction poll;
  private final NativeFunction release;
  private final NativeFunction close;
  private final NativeFunction endpointId;
  private final NativeFunction endpointAddresses;
  private final NativeFunction blobsOpen;
  private final NativeFunction hash;
  private final NativeFunction addOpen;
  private final NativeFunction addWrite;
  private final NativeFunction addFinish;
  private final NativeFunction addAbort;
  private final NativeFunction addMany;
  private final NativeFunction status;
  private final NativeFunction path;
  private final NativeFunction read;
  private final NativeFunction pin;
  private final NativeFunction pinRelease;
  private final NativeFunction gcOpen;
  private final NativeFunction gcKeep;
  private final NativeFunction gcRun;
  private final NativeFunction gcAbort;
  private final NativeFunction authorId;
  private final NativeFunction docCreate;
  private final NativeFunction docList;
  private final NativeFunction docOpen;
  private final NativeFunction docId;
  private final NativeFunction docInsert;
  private final NativeFunction docGet;
  private final NativeFunction scanOpen;
  private final NativeFunction scanNext;
  private final NativeFunction scanClose;
  private final NativeFunction docFlush;
  private final NativeFunction docClose;
  private final NativeFunction docDelete;

  Bindings(SymbolLookup library) {
    Linkage linkage = new Linkage(library);
    abiVersion = linkage.link("hz_abi_version", FunctionDescriptor.of(JAVA_INT));
    open = linkage.link("hz_node_open", "PLPPLL");
    poll = linkage.link("hz_poll", "LPII");
    release = linkage.link("hz_release", "L");
    close = linkage.link("hz_node_close", "LL");
    endpointId = linkage.link("hz_endpoint_id", "LL");
    endpointAddresses = linkage.link("hz_endpoint_addresses", "LL");
    blobsOpen = linkage.link("hz_blobs_open", "LL");
    hash = linkage.link("hz_hash", "PLP");
    addOpen = linkage.link("hz_blob_add_open", "LL");
    addWrite = linkage.link("hz_blob_add_write", "LLPLL");
    addFinish = linkage.link("hz_blob_add_finish", "LLIL");
    addAbort = linkage.link("hz_blob_add_abort", "LLL");
    addMany = linkage.link("hz_blob_add_many", "LPLPLIL");
    status = linkage.link("hz_blob_status", "LPL");
    path = linkage.link("hz_blob_path", "LPL");
    read = linkage.link("hz_blob_read", "LPLLL");
    pin = linkage.link("hz_blob_pin", "LPL");
    pinRelease = linkage.link("hz_pin_release", "LLL");
    gcOpen = linkage.link("hz_gc_open", "LL");
    gcKeep = linkage.link("hz_gc_keep", "LLPLL");
    gcRun = linkage.link("hz_gc_run", "LLL");
    gcAbort = linkage.link("hz_gc_abort", "LLL");
    authorId = linkage.link("hz_author_id", "LL");
    docCreate = linkage.link("hz_doc_create", "LL");
    docList = linkage.link("hz_doc_list", "LL");
    docOpen = linkage.link("hz_doc_open", "LPPL");
    docId = linkage.link("hz_doc_id", "PP");
    docInsert = linkage.link("hz_doc_insert", "LLPLL");
    docGet = linkage.link("hz_doc_get", "LLPLL");
    scanOpen = linkage.link("hz_doc_scan_open", "LLL");
    scanNext = linkage.link("hz_doc_scan_next", "LLLIL");
    scanClose = linkage.link("hz_doc_scan_close", "LLLL");
    docFlush = linkage.link("hz_doc_flush", "LLL");
    docClose = linkage.link("hz_doc_close", "LLL");
    docDelete = linkage.link("hz_doc_delete", "LPL");
    symbols = linkage.symbols();
  }

  /** The symbols behind the methods. */
  Set<String> symbols() {
    return symbols;
  }

  /** The version of a library, which is asked before anything else is linked. */
  static int abiVersion(SymbolLookup library) {
    Linkage linkage = new Linkage(library);
    NativeFunction version = linkage.link("hz_abi_version", FunctionDescriptor.of(JAVA_INT));
    return (int) Linkage.call(() -> (int) version.handle().invokeExact());
  }

  int abiVersion() {
    return (int) Linkage.call(() -> (int) abiVersion.handle().invokeExact());
  }

  long open(MemorySegment dir, MemorySegment secret, MemorySegment bind, long token) {
    return Linkage.call(
        () ->
            (long)
                open.handle()
                    .invokeExact(dir, dir.byteSize(), secret, bind, bind.byteSize(), token));
  }

  long poll(long node, MemorySegment out, int capacity, int timeoutMillis) {
    return Linkage.call(() -> (long) poll.handle().invokeExact(node, out, capacity, timeoutMillis));
  }

  long release(long owner) {
    return Linkage.call(() -> (long) release.handle().invokeExact(owner));
  }

  long addMany(
      long node,
      MemorySegment content,
      MemorySegment lengths,
      long count,
      int durable,
      long token) {
    return Linkage.call(
        () ->
            (long)
                addMany
                    .handle()
                    .invokeExact(
                        node, content, content.byteSize(), lengths, count, durable, token));
  }

  long close(long node, long token) {
    return Linkage.call(() -> (long) close.handle().invokeExact(node, token));
  }

  long endpointId(long node, long token) {
    return Linkage.call(() -> (long) endpointId.handle().invokeExact(node, token));
  }

  long endpointAddresses(long node, long token) {
    return Linkage.call(() -> (long) endpointAddresses.handle().invokeExact(node, token));
  }

  long blobsOpen(long node, long token) {
    return Linkage.call(() -> (long) blobsOpen.handle().invokeExact(node, token));
  }

  long hash(MemorySegment content, MemorySegment out) {
    return Linkage.call(() -> (long) hash.handle().invokeExact(content, content.byteSize(), out));
  }

  long addOpen(long node, long token) {
    return Linkage.call(() -> (long) addOpen.handle().invokeExact(node, token));
  }

  long addWrite(long node, long add, MemorySegment piece, long token) {
    return Linkage.call(
        () -> (long) addWrite.handle().invokeExact(node, add, piece, piece.byteSize(), token));
  }

  long addFinish(long node, long add, int durable, long token) {
    return Linkage.call(() -> (long) addFinish.handle().invokeExact(node, add, durable, token));
  }

  long addAbort(long node, long add, long token) {
    return Linkage.call(() -> (long) addAbort.handle().invokeExact(node, add, token));
  }

  long status(long node, MemorySegment hash, long token) {
    return Linkage.call(() -> (long) status.handle().invokeExact(node, hash, token));
  }

  long path(long node, MemorySegment hash, long token) {
    return Linkage.call(() -> (long) path.handle().invokeExact(node, hash, token));
  }

  long read(long node, MemorySegment hash, long offset, long length, long token) {
    return Linkage.call(() -> (long) read.handle().invokeExact(node, hash, offset, length, token));
  }

  long pin(long node, MemorySegment hash, long token) {
    return Linkage.call(() -> (long) pin.handle().invokeExact(node, hash, token));
  }

  long pinRelease(long node, long pin, long token) {
    return Linkage.call(() -> (long) pinRelease.handle().invokeExact(node, pin, token));
  }

  long gcOpen(long node, long token) {
    return Linkage.call(() -> (long) gcOpen.handle().invokeExact(node, token));
  }

  long gcKeep(long node, long collection, MemorySegment hashes, long count, long token) {
    return Linkage.call(
        () -> (long) gcKeep.handle().invokeExact(node, collection, hashes, count, token));
  }

  long gcRun(long node, long collection, long token) {
    return Linkage.call(() -> (long) gcRun.handle().invokeExact(node, collection, token));
  }

  long gcAbort(long node, long collection, long token) {
    return Linkage.call(() -> (long) gcAbort.handle().invokeExact(node, collection, token));
  }

  long authorId(long node, long token) {
    return Linkage.call(() -> (long) authorId.handle().invokeExact(node, token));
  }

  long docCreate(long node, long token) {
    return Linkage.call(() -> (long) docCreate.handle().invokeExact(node, token));
  }

  long docList(long node, long token) {
    return Linkage.call(() -> (long) docList.handle().invokeExact(node, token));
  }

  long docOpen(long node, MemorySegment id, MemorySegment secret, long token) {
    return Linkage.call(() -> (long) docOpen.handle().invokeExact(node, id, secret, token));
  }

  long docId(MemorySegment secret, MemorySegment out) {
    return Linkage.call(() -> (long) docId.handle().invokeExact(secret, out));
  }

  long docInsert(long node, long doc, MemorySegment entries, long token) {
    return Linkage.call(
        () -> (long) docInsert.handle().invokeExact(node, doc, entries, entries.byteSize(), token));
  }

  long docGet(long node, long doc, MemorySegment key, long token) {
    return Linkage.call(
        () -> (long) docGet.handle().invokeExact(node, doc, key, key.byteSize(), token));
  }

  long scanOpen(long node, long doc, long token) {
    return Linkage.call(() -> (long) scanOpen.handle().invokeExact(node, doc, token));
  }

  long scanNext(long node, long doc, long scan, int limit, long token) {
    return Linkage.call(() -> (long) scanNext.handle().invokeExact(node, doc, scan, limit, token));
  }

  long scanClose(long node, long doc, long scan, long token) {
    return Linkage.call(() -> (long) scanClose.handle().invokeExact(node, doc, scan, token));
  }

  long docFlush(long node, long doc, long token) {
    return Linkage.call(() -> (long) docFlush.handle().invokeExact(node, doc, token));
  }

  long docClose(long node, long doc, long token) {
    return Linkage.call(() -> (long) docClose.handle().invokeExact(node, doc, token));
  }

  long docDelete(long node, MemorySegment id, long token) {
    return Linkage.call(() -> (long) docDelete.handle().invokeExact(node, id, token));
  }
}
