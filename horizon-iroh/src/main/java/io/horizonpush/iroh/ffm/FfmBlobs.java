package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.horizonpush.s3.model.BlobHash;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Blobs over the foreign function and memory API. Thread-safe. */
final class FfmBlobs implements IrohNative.Blobs {

  private final BlobBindings bindings;
  private final CollectionBindings gc;
  private final Completions completions;
  private final long node;

  FfmBlobs(BlobBindings bindings, CollectionBindings gc, Completions completions, long node) {
    this.bindings = bindings;
    this.gc = gc;
    this.completions = completions;
    this.node = node;
  }

  @Override
  public CompletableFuture<Void> open() {
    return completions.run(token -> bindings.open(node, token));
  }

  @Override
  public CompletableFuture<Long> startAdd() {
    return completions.submit(token -> bindings.addOpen(node, token), Reply::a);
  }

  @Override
  public CompletableFuture<Void> write(long add, ByteBuffer piece) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = FfmNode.outsideHeap(arena, piece);
      return completions.run(token -> bindings.addWrite(node, add, bytes, token));
    }
  }

  @Override
  public CompletableFuture<IrohNative.StoredBlob> finishAdd(long add, boolean durable) {
    return completions.submit(
        token -> bindings.addFinish(node, add, flag(durable), token),
        reply -> new IrohNative.StoredBlob(reply.hash(), reply.a(), reply.b()));
  }

  @Override
  public CompletableFuture<Void> abortAdd(long add) {
    return completions.run(token -> bindings.addAbort(node, add, token));
  }

  @Override
  public CompletableFuture<List<IrohNative.StoredBlob>> addAll(
      List<ByteBuffer> blobs, boolean durable) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment lengths = arena.allocate(JAVA_LONG, Math.max(1, blobs.size()));
      long total = 0;
      for (int i = 0; i < blobs.size(); i++) {
        lengths.setAtIndex(JAVA_LONG, i, blobs.get(i).remaining());
        total += blobs.get(i).remaining();
      }
      MemorySegment content = arena.allocate(total);
      long offset = 0;
      for (ByteBuffer blob : blobs) {
        MemorySegment source = MemorySegment.ofBuffer(blob);
        MemorySegment.copy(source, 0, content, offset, source.byteSize());
        offset += source.byteSize();
      }
      return completions.submit(
          token -> bindings.addMany(node, content, lengths, blobs.size(), flag(durable), token),
          FfmBlobs::storedBlobs);
    }
  }

  private static List<IrohNative.StoredBlob> storedBlobs(Reply reply) {
    ByteBuffer bytes = reply.buffer();
    List<IrohNative.StoredBlob> stored = new ArrayList<>();
    while (bytes.hasRemaining()) {
      stored.add(new IrohNative.StoredBlob(Reply.hash(bytes), bytes.getLong(), bytes.getLong()));
    }
    return List.copyOf(stored);
  }

  @Override
  public CompletableFuture<IrohNative.BlobState> status(BlobHash blob) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment hash = FfmNode.outsideHeap(arena, blob.bytes());
      return completions.submit(
          token -> bindings.status(node, hash, token),
          reply -> new IrohNative.BlobState(presence(reply.a()), reply.b()));
    }
  }

  @Override
  public CompletableFuture<Optional<String>> path(BlobHash blob) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment hash = FfmNode.outsideHeap(arena, blob.bytes());
      return completions.submit(
          token -> bindings.path(node, hash, token),
          reply -> Optional.of(reply.text()).filter(path -> !path.isEmpty()));
    }
  }

  @Override
  public CompletableFuture<NativeBytes> read(BlobHash blob, long offset, long length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment hash = FfmNode.outsideHeap(arena, blob.bytes());
      return completions.borrow(token -> bindings.read(node, hash, offset, length, token));
    }
  }

  @Override
  public CompletableFuture<Optional<IrohNative.StoredBlob>> pin(BlobHash blob) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment hash = FfmNode.outsideHeap(arena, blob.bytes());
      return completions.submit(
          token -> bindings.pin(node, hash, token),
          reply ->
              Optional.of(new IrohNative.StoredBlob(blob, reply.a(), reply.b()))
                  .filter(stored -> stored.pin() != 0));
    }
  }

  @Override
  public void release(long pin) {
    // Under token 0 nobody hears of the end; a node that is closed has no pins.
    bindings.pinRelease(node, pin, 0);
  }

  @Override
  public CompletableFuture<Long> startCollection() {
    return completions.submit(token -> gc.open(node, token), Reply::a);
  }

  @Override
  public CompletableFuture<Void> keep(long collection, List<BlobHash> live) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment hashes = arena.allocate((long) live.size() * BlobHash.LENGTH);
      ByteBuffer target = hashes.asByteBuffer();
      live.forEach(hash -> target.put(hash.bytes()));
      return completions.run(token -> gc.keep(node, collection, hashes, live.size(), token));
    }
  }

  @Override
  public CompletableFuture<List<BlobHash>> runCollection(long collection) {
    return completions.submit(
        token -> gc.run(node, collection, token),
        reply -> {
          ByteBuffer bytes = reply.buffer();
          List<BlobHash> dropped = new ArrayList<>();
          while (bytes.hasRemaining()) {
            dropped.add(Reply.hash(bytes));
          }
          return List.copyOf(dropped);
        });
  }

  @Override
  public CompletableFuture<Void> abortCollection(long collection) {
    return completions.run(token -> gc.abort(node, collection, token));
  }

  private static IrohNative.Presence presence(long number) {
    if (number == 0) {
      return IrohNative.Presence.ABSENT;
    }
    return number == 1 ? IrohNative.Presence.PARTIAL : IrohNative.Presence.COMPLETE;
  }

  private static int flag(boolean value) {
    return value ? 1 : 0;
  }
}
