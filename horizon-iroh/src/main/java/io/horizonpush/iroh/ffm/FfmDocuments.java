package io.horizonpush.iroh.ffm;

import io.horizonpush.iroh.ffm.IrohNative.DocumentEntry;
import io.horizonpush.iroh.ffm.IrohNative.NewDocument;
import io.horizonpush.iroh.ffm.IrohNative.NewEntry;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.replica.SignedEntries.Name;
import io.horizonpush.iroh.replica.SignedEntries.Taken;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
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

  /** Around the key: its length of 4 bytes, a hash and the content's length. */
  private static final int FRAME = Integer.BYTES + BlobHash.LENGTH + Long.BYTES;

  private final DocumentBindings bindings;
  private final Completions completions;
  private final long node;

  FfmDocuments(DocumentBindings bindings, Completions completions, long node) {
    this.bindings = bindings;
    this.completions = completions;
    this.node = node;
  }

  @Override
  public CompletableFuture<WriterId> author() {
    return completions.submit(
        token -> bindings.authorId(node, token), reply -> WriterId.of(reply.array()));
  }

  @Override
  public CompletableFuture<NewDocument> create() {
    return completions.submit(
        token -> bindings.create(node, token),
        reply -> {
          ByteBuffer bytes = reply.buffer();
          return new NewDocument(
              reply.a(), id(bytes), DocumentSecret.of(Reply.array(bytes, DocumentSecret.LENGTH)));
        },
        unwanted -> bindings.close(node, unwanted.handle(), 0));
  }

  @Override
  public ReplicaId idOf(DocumentSecret secret) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = arena.allocate(ReplicaId.LENGTH);
      return ReplicaId.of(
          FfmNode.answer(bindings.idOf(FfmNode.outsideHeap(arena, secret.bytes()), id), id));
    }
  }

  @Override
  public CompletableFuture<List<ReplicaId>> list() {
    return completions.submit(
        token -> bindings.list(node, token),
        reply -> {
          ByteBuffer bytes = reply.buffer();
          List<ReplicaId> ids = new ArrayList<>();
          while (bytes.hasRemaining()) {
            ids.add(id(bytes));
          }
          return List.copyOf(ids);
        });
  }

  @Override
  public CompletableFuture<Long> open(ReplicaId id, Optional<DocumentSecret> secret) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = FfmNode.outsideHeap(arena, id.bytes());
      MemorySegment maker =
          secret.map(known -> FfmNode.outsideHeap(arena, known.bytes())).orElse(MemorySegment.NULL);
      // Under token 0 nobody hears of the end. What stayed open could not be opened again.
      return completions.submit(
          token -> bindings.open(node, key, maker, token),
          Reply::a,
          unwanted -> bindings.close(node, unwanted, 0));
    }
  }

  @Override
  public CompletableFuture<Long> follow(ReplicaId id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = FfmNode.outsideHeap(arena, id.bytes());
      return completions.submit(
          token -> bindings.follow(node, key, token),
          Reply::a,
          unwanted -> bindings.close(node, unwanted, 0));
    }
  }

  @Override
  public CompletableFuture<List<Optional<SignedEntry>>> signed(long document, List<Name> names) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = SignedForm.ofNames(arena, names);
      return completions.submit(
          token -> bindings.signed(node, document, bytes, token),
          reply -> SignedForm.readFound(reply.buffer()));
    }
  }

  @Override
  public CompletableFuture<List<Taken>> take(long document, List<SignedEntry> entries) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = SignedForm.ofEntries(arena, entries);
      return completions.submit(
          token -> bindings.take(node, document, bytes, token),
          reply -> SignedForm.readTaken(reply.buffer()));
    }
  }

  @Override
  public CompletableFuture<List<Integer>> insert(long document, List<NewEntry> entries) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = encode(arena, entries);
      return completions.submit(
          token -> bindings.insert(node, document, bytes, token),
          reply -> {
            ByteBuffer places = reply.buffer();
            List<Integer> waiting = new ArrayList<>();
            while (places.hasRemaining()) {
              waiting.add(places.getInt());
            }
            return List.copyOf(waiting);
          });
    }
  }

  @Override
  public CompletableFuture<List<DocumentEntry>> get(long document, byte[] key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = FfmNode.outsideHeap(arena, key);
      return completions.submit(
          token -> bindings.get(node, document, bytes, token), FfmDocuments::decode);
    }
  }

  @Override
  public CompletableFuture<Long> scan(long document) {
    return completions.submit(
        token -> bindings.scanOpen(node, document, token),
        Reply::a,
        unwanted -> bindings.scanClose(node, document, unwanted, 0));
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
    return completions.run(token -> bindings.flush(node, document, token));
  }

  @Override
  public CompletableFuture<Void> close(long document) {
    return completions.run(token -> bindings.close(node, document, token));
  }

  @Override
  public CompletableFuture<Void> keep(ReplicaId id, byte tag) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = FfmNode.outsideHeap(arena, id.bytes());
      return completions.run(token -> bindings.keep(node, key, Byte.toUnsignedInt(tag), token));
    }
  }

  @Override
  public CompletableFuture<Void> delete(ReplicaId id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = FfmNode.outsideHeap(arena, id.bytes());
      return completions.run(token -> bindings.delete(node, key, token));
    }
  }

  private static ReplicaId id(ByteBuffer bytes) {
    return ReplicaId.of(Reply.array(bytes, ReplicaId.LENGTH));
  }

  private static MemorySegment encode(Arena arena, List<NewEntry> entries) {
    long size = entries.stream().mapToLong(entry -> FRAME + entry.key().remaining()).sum();
    MemorySegment bytes = arena.allocate(size);
    ByteBuffer target = bytes.asByteBuffer().order(ByteOrder.nativeOrder());
    for (NewEntry entry : entries) {
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
      entries.add(
          new DocumentEntry(
              ByteBuffer.wrap(Reply.array(bytes, bytes.getInt())),
              WriterId.of(Reply.array(bytes, WriterId.LENGTH)),
              Reply.hash(bytes),
              bytes.getLong()));
    }
    return List.copyOf(entries);
  }
}
