package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.horizonpush.iroh.ffm.IrohNative.StoreFile;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.s3.model.BlobHash;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The content store over the foreign function and memory API. Thread-safe. */
final class FfmStore extends FfmSparse implements IrohNative.Store {

  /** The bytes of a record: its hash, and its length, file and offset. */
  private static final int RECORD = BlobHash.LENGTH + 3 * Long.BYTES;

  private final StoreBindings bindings;
  private final Completions completions;
  private final long node;

  FfmStore(StoreBindings bindings, FillBindings fills, Completions completions, long node) {
    super(fills, completions, node);
    this.bindings = bindings;
    this.completions = completions;
    this.node = node;
  }

  @Override
  public CompletableFuture<Void> open(long first, long segment) {
    return completions.run(token -> bindings.open(node, first, segment, token));
  }

  @Override
  public CompletableFuture<List<StoredRecord>> put(List<ByteBuffer> blobs, boolean durable) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment places = arena.allocate(JAVA_LONG, Math.max(1, 2L * blobs.size()));
      for (int i = 0; i < blobs.size(); i++) {
        MemorySegment blob = FfmNode.outsideHeap(arena, blobs.get(i));
        places.setAtIndex(JAVA_LONG, 2L * i, blob.address());
        places.setAtIndex(JAVA_LONG, 2L * i + 1, blob.byteSize());
      }
      return completions.submit(
          token -> bindings.put(node, places, blobs.size(), flag(durable), token),
          reply -> list(reply, FfmStore::record));
    }
  }

  @Override
  public CompletableFuture<Void> sync() {
    return completions.run(token -> bindings.sync(node, token));
  }

  @Override
  public CompletableFuture<Long> create() {
    // Under token 0 nobody hears of the end.
    return completions.submit(
        token -> bindings.create(node, token),
        Reply::a,
        unwanted -> bindings.abort(node, unwanted, 0));
  }

  @Override
  public CompletableFuture<Void> write(long writing, ByteBuffer piece) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = FfmNode.outsideHeap(arena, piece);
      return completions.run(token -> bindings.write(node, writing, bytes, token));
    }
  }

  @Override
  public CompletableFuture<StoredRecord> finish(long writing, boolean durable) {
    return completions.submit(
        token -> bindings.finish(node, writing, flag(durable), token),
        reply -> record(reply.buffer()),
        unwanted -> remove(List.of(unwanted.file()), 0));
  }

  @Override
  public CompletableFuture<Void> abort(long writing) {
    return completions.run(token -> bindings.abort(node, writing, token));
  }

  @Override
  public CompletableFuture<Void> verify(StoredRecord record, long from, long length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = bytes(arena, List.of(record));
      return completions.run(token -> bindings.verify(node, bytes, from, length, token));
    }
  }

  @Override
  public CompletableFuture<Void> scrub(StoredRecord record, long from, long length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = bytes(arena, List.of(record));
      return completions.run(token -> bindings.scrub(node, bytes, from, length, token));
    }
  }

  @Override
  public CompletableFuture<List<Optional<StoredRecord>>> copy(List<StoredRecord> records) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = bytes(arena, records);
      return completions.submit(
          token -> bindings.copy(node, bytes, records.size(), token),
          reply ->
              list(reply, copy -> Optional.of(record(copy)).filter(found -> found.file() != 0)));
    }
  }

  @Override
  public CompletableFuture<Void> seal() {
    return completions.run(token -> bindings.seal(node, token));
  }

  @Override
  public CompletableFuture<Void> remove(List<Long> files) {
    return completions.run(token -> remove(files, token));
  }

  private long remove(List<Long> files, long token) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ids = arena.allocate(JAVA_LONG, Math.max(1, files.size()));
      for (int i = 0; i < files.size(); i++) {
        ids.setAtIndex(JAVA_LONG, i, files.get(i));
      }
      return bindings.remove(node, ids, files.size(), token);
    }
  }

  @Override
  void removeUnwanted(long file) {
    remove(List.of(file), 0);
  }

  @Override
  public CompletableFuture<Void> cut(long file, long length) {
    return completions.run(token -> bindings.cut(node, file, length, token));
  }

  @Override
  public CompletableFuture<List<StoreFile>> files() {
    return completions.submit(
        token -> bindings.files(node, token),
        reply ->
            list(reply, file -> new StoreFile(file.getLong(), file.getLong(), file.getLong())));
  }

  static <T> List<T> list(Reply reply, Function<ByteBuffer, T> next) {
    ByteBuffer bytes = reply.buffer();
    List<T> list = new ArrayList<>();
    while (bytes.hasRemaining()) {
      list.add(next.apply(bytes));
    }
    return List.copyOf(list);
  }

  static StoredRecord record(ByteBuffer bytes) {
    return new StoredRecord(Reply.hash(bytes), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  static MemorySegment bytes(Arena arena, List<StoredRecord> records) {
    MemorySegment bytes = arena.allocate((long) records.size() * RECORD);
    ByteBuffer target = bytes.asByteBuffer().order(ByteOrder.nativeOrder());
    for (StoredRecord record : records) {
      target.put(record.hash().bytes());
      target.putLong(record.length()).putLong(record.file()).putLong(record.offset());
    }
    return bytes;
  }

  private static int flag(boolean value) {
    return value ? 1 : 0;
  }
}
