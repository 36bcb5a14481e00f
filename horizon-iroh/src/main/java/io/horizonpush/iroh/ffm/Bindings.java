package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Set;

/**
 * The exports of the native library as methods, one for each.
 *
 * <p>All submit work under a token and answer 0 or a negative error code, but {@link #open}, which
 * answers a node, {@link #poll} and {@link #release}. Thread-safe.
 */
final class Bindings {

  /** The version that this class is written for. */
  static final int ABI_VERSION = 1;

  private final Set<String> symbols;
  private final MethodHandle abiVersion;
  private final MethodHandle open;
  private final MethodHandle poll;
  private final MethodHandle release;
  private final MethodHandle close;
  private final MethodHandle endpointId;
  private final MethodHandle endpointAddresses;
  private final MethodHandle blobsOpen;
  private final MethodHandle addOpen;
  private final MethodHandle addWrite;
  private final MethodHandle addFinish;
  private final MethodHandle addAbort;
  private final MethodHandle addMany;
  private final MethodHandle status;
  private final MethodHandle path;
  private final MethodHandle read;
  private final MethodHandle pin;
  private final MethodHandle pinRelease;
  private final MethodHandle gcOpen;
  private final MethodHandle gcKeep;
  private final MethodHandle gcRun;
  private final MethodHandle gcAbort;
  private final MethodHandle authorId;
  private final MethodHandle docCreate;
  private final MethodHandle docList;
  private final MethodHandle docOpen;
  private final MethodHandle docInsert;
  private final MethodHandle docGet;
  private final MethodHandle scanOpen;
  private final MethodHandle scanNext;
  private final MethodHandle scanClose;
  private final MethodHandle docFlush;
  private final MethodHandle docClose;
  private final MethodHandle docDelete;

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
    docOpen = linkage.link("hz_doc_open", "LPL");
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
    MethodHandle version = linkage.link("hz_abi_version", FunctionDescriptor.of(JAVA_INT));
    return (int) Linkage.call(() -> (int) version.invokeExact());
  }

  int abiVersion() {
    return (int) Linkage.call(() -> (int) abiVersion.invokeExact());
  }

  long open(MemorySegment dir, MemorySegment secret, MemorySegment bind, long token) {
    return Linkage.call(
        () -> (long) open.invokeExact(dir, dir.byteSize(), secret, bind, bind.byteSize(), token));
  }

  long poll(long node, MemorySegment out, int capacity, int timeoutMillis) {
    return Linkage.call(() -> (long) poll.invokeExact(node, out, capacity, timeoutMillis));
  }

  long release(long owner) {
    return Linkage.call(() -> (long) release.invokeExact(owner));
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
                addMany.invokeExact(
                    node, content, content.byteSize(), lengths, count, durable, token));
  }

  long close(long node, long token) {
    return Linkage.call(() -> (long) close.invokeExact(node, token));
  }

  long endpointId(long node, long token) {
    return Linkage.call(() -> (long) endpointId.invokeExact(node, token));
  }

  long endpointAddresses(long node, long token) {
    return Linkage.call(() -> (long) endpointAddresses.invokeExact(node, token));
  }

  long blobsOpen(long node, long token) {
    return Linkage.call(() -> (long) blobsOpen.invokeExact(node, token));
  }

  long addOpen(long node, long token) {
    return Linkage.call(() -> (long) addOpen.invokeExact(node, token));
  }

  long addWrite(long node, long add, MemorySegment piece, long token) {
    return Linkage.call(
        () -> (long) addWrite.invokeExact(node, add, piece, piece.byteSize(), token));
  }

  long addFinish(long node, long add, int durable, long token) {
    return Linkage.call(() -> (long) addFinish.invokeExact(node, add, durable, token));
  }

  long addAbort(long node, long add, long token) {
    return Linkage.call(() -> (long) addAbort.invokeExact(node, add, token));
  }

  long status(long node, MemorySegment hash, long token) {
    return Linkage.call(() -> (long) status.invokeExact(node, hash, token));
  }

  long path(long node, MemorySegment hash, long token) {
    return Linkage.call(() -> (long) path.invokeExact(node, hash, token));
  }

  long read(long node, MemorySegment hash, long offset, long length, long token) {
    return Linkage.call(() -> (long) read.invokeExact(node, hash, offset, length, token));
  }

  long pin(long node, MemorySegment hash, long token) {
    return Linkage.call(() -> (long) pin.invokeExact(node, hash, token));
  }

  long pinRelease(long node, long pin, long token) {
    return Linkage.call(() -> (long) pinRelease.invokeExact(node, pin, token));
  }

  long gcOpen(long node, long token) {
    return Linkage.call(() -> (long) gcOpen.invokeExact(node, token));
  }

  long gcKeep(long node, long collection, MemorySegment hashes, long count, long token) {
    return Linkage.call(() -> (long) gcKeep.invokeExact(node, collection, hashes, count, token));
  }

  long gcRun(long node, long collection, long token) {
    return Linkage.call(() -> (long) gcRun.invokeExact(node, collection, token));
  }

  long gcAbort(long node, long collection, long token) {
    return Linkage.call(() -> (long) gcAbort.invokeExact(node, collection, token));
  }

  long authorId(long node, long token) {
    return Linkage.call(() -> (long) authorId.invokeExact(node, token));
  }

  long docCreate(long node, long token) {
    return Linkage.call(() -> (long) docCreate.invokeExact(node, token));
  }

  long docList(long node, long token) {
    return Linkage.call(() -> (long) docList.invokeExact(node, token));
  }

  long docOpen(long node, MemorySegment id, long token) {
    return Linkage.call(() -> (long) docOpen.invokeExact(node, id, token));
  }

  long docInsert(long node, long doc, MemorySegment entries, long token) {
    return Linkage.call(
        () -> (long) docInsert.invokeExact(node, doc, entries, entries.byteSize(), token));
  }

  long docGet(long node, long doc, MemorySegment key, long token) {
    return Linkage.call(() -> (long) docGet.invokeExact(node, doc, key, key.byteSize(), token));
  }

  long scanOpen(long node, long doc, long token) {
    return Linkage.call(() -> (long) scanOpen.invokeExact(node, doc, token));
  }

  long scanNext(long node, long doc, long scan, int limit, long token) {
    return Linkage.call(() -> (long) scanNext.invokeExact(node, doc, scan, limit, token));
  }

  long scanClose(long node, long doc, long scan, long token) {
    return Linkage.call(() -> (long) scanClose.invokeExact(node, doc, scan, token));
  }

  long docFlush(long node, long doc, long token) {
    return Linkage.call(() -> (long) docFlush.invokeExact(node, doc, token));
  }

  long docClose(long node, long doc, long token) {
    return Linkage.call(() -> (long) docClose.invokeExact(node, doc, token));
  }

  long docDelete(long node, MemorySegment id, long token) {
    return Linkage.call(() -> (long) docDelete.invokeExact(node, id, token));
  }
}
