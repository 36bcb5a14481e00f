package io.horizonpush.iroh.ffm;

import io.horizonpush.iroh.ffm.IrohNative.DocumentEntry;
import io.horizonpush.s3.model.BlobHash;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Documents over the foreign function and memory API. Thread-safe. */
final class FfmDocuments implements IrohNative.Documents {

  /** Around the key: its length of 4 bytes, a hash, and the content's length of 8 bytes. */
  private static final int FRAME = Integer.BYTES + BlobHash.LENGTH + Long.BYTES;

  private final Bindings bindings;
  private final Completions completions;
  private final long node;

  FfmDocuments(Bindings bindings, Completions completions, long node) {
    this.bindings = bindings;
    this.completions = completions;
    this.node = node;
  }

  @Override
  public CompletableFuture<byte[]> author() {
    return completions.submit(token -> bindings.authorId(node, token), Reply::array);
  }

  @Override
  public CompletableFuture<IrohNative.OpenDocument> create() {
    return completions.submit(
        token -> bindings.docCreate(node, token),
        reply -> new IrohNative.OpenDocument(reply.a(), reply.hash()));
  }

  @Override
  public CompletableFuture<List<BlobHash>> list() {
    return completions.submit(
        token -> bindings.docList(node, token),
        reply -> {
          ByteBuffer bytes = reply.buffer();
          List<BlobHash> ids = new ArrayList<>();
          while (bytes.hasRemaining()) {
            ids.add(FfmBlobs.hash(bytes));
          }
          return List.copyOf(ids);
        });
  }

  @Override
  public CompletableFuture<Long> open(byte[] id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = FfmBlobs.segment(arena, BlobHash.of(id));
      return completions.submit(token -> bindings.docOpen(node, key, token), Reply::a);
    }
  }

  @Override
  public CompletableFuture<Void> insert(long document, List<DocumentEntry> entries) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = encode(arena, entries);
      return completions.run(token -> bindings.docInsert(node, document, bytes, token));
    }
  }

  @Override
  public CompletableFuture<Optional<DocumentEntry>> get(long document, byte[] key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = FfmNode.outsideHeap(arena, ByteBuffer.wrap(key));
      return completions.submit(
          token -> bindings.docGet(node, document, bytes, token),
          reply -> decode(reply).stream().findFirst());
    }
  }

  @Override
  public CompletableFuture<Long> scan(long document) {
    return completions.submit(token -> bindings.scanOpen(node, document, token), Reply::a);
  }

  @Override
  public CompletableFuture<List<DocumentEntry>> next(long document, long scan, int limit) {
    return completions.submit(
        token -> bindings.scanNext(node, document, scan, limit, token), FfmDocuments::decode);
  }

  @Override
  public CompletableFuture<Void> closeScan(long document, long scan) {
    return completions.run(token -> bindings.scanClose(node, document, scan, token));
  }

  @Override
  public CompletableFuture<Void> flush(long document) {
    return completions.run(token -> bindings.docFlush(node, document, token));
  }

  @Override
  public CompletableFuture<Void> close(long document) {
    return completions.run(token -> bindings.docClose(node, document, token));
  }

  @Override
  public CompletableFuture<Void> delete(byte[] id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = FfmBlobs.segment(arena, BlobHash.of(id));
      return completions.run(token -> bindings.docDelete(node, key, token));
    }
  }

  private static MemorySegment encode(Arena arena, List<DocumentEntry> entries) {
    long size = entries.stream().mapToLong(entry -> FRAME + entry.key().remaining()).sum();
    MemorySegment bytes = arena.allocate(size);
    ByteBuffer target = bytes.asByteBuffer().order(ByteOrder.nativeOrder());
    for (DocumentEntry entry : entries) {
      target.putInt(entry.key().remaining());
      target.put(entry.key().duplicate());
      target.put(entry.content().bytes());
      target.putLong(entry.length());
    }
    return bytes;
  }

  private static List<DocumentEntry> decode(Reply reply) {
    ByteBuffer bytes = reply.buffer();
    List<DocumentEntry> entries = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] key = new byte[bytes.getInt()];
      bytes.get(key);
      entries.add(new DocumentEntry(ByteBuffer.wrap(key), FfmBlobs.hash(bytes), bytes.getLong()));
    }
    return List.copyOf(entries);
  }
}
